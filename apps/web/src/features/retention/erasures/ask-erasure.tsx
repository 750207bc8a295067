import { SegmentedControl, TextInput } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';
import { ReasonDialog } from '../reason-dialog.tsx';
import { placeOfLink } from './message-link.ts';

interface Props {
  /** A message to begin with, as `conversation/number`. */
  message?: string;
  onDone(): void;
  onClose(): void;
}

/** Has a message, or all that a person said, erased. */
export function AskErasure({ message, onDone, onClose }: Props) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const [kind, setKind] = useState('message');
  const [link, setLink] = useState(message ? `${location.origin}/records/${message}` : '');
  const [people, setPeople] = useState<User[]>([]);
  const place = placeOfLink(link);
  const [person] = people;
  const ask = async (reason: string): Promise<void> => {
    const what = kind === 'message' ? { message: place as never } : { user: person!.id };
    const asked = await client.call('erasure.ask', { ...what, reason });
    toast({ kind: 'success', text: t(asked.state === 'waiting' ? 'eraseWaits' : 'eraseBegun') });
    onDone();
  };
  return (
    <ReasonDialog
      title={t('askErasure')}
      text={t(kind === 'message' ? 'willEraseMessage' : 'willErasePerson')}
      label={t('eraseReason')}
      button={t('eraseButton')}
      danger
      ready={kind === 'message' ? place !== undefined : person !== undefined}
      onSubmit={ask}
      onClose={onClose}
    >
      <SegmentedControl
        aria-label={t('eraseWhat')}
        value={kind}
        onChange={setKind}
        data={[
          { value: 'message', label: t('eraseMessage') },
          { value: 'person', label: t('erasePerson') },
        ]}
      />
      {kind === 'message' ? (
        <TextInput
          label={t('messageLink')}
          description={t('messageLinkText')}
          value={link}
          error={link.trim() !== '' && !place && t('messageLinkWrong')}
          onChange={(e) => setLink(e.currentTarget.value)}
        />
      ) : (
        <PeoplePicker label={t('whose')} chosen={people} onChange={(chosen) => setPeople(chosen.slice(-1))} withMe />
      )}
      <div className="admin-note">
        <p>{t('eraseUndo')}</p>
        <p>{t('eraseTwo')}</p>
      </div>
    </ReasonDialog>
  );
}
