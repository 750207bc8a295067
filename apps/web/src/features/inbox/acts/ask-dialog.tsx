import { Button, Textarea } from '@mantine/core';
import type { User } from '@rapport/contract';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PeoplePicker } from '../../people/people-picker.tsx';
import type { CaseDialogProps } from './dialog-props.ts';

/** Asks colleagues beside the case: what they are told is what is written here. */
export function AskDialog({ one, acts, onClose }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const [whom, setWhom] = useState<User[]>([]);
  const [text, setText] = useState('');
  const ask = async (): Promise<void> => {
    const users = whom.map(({ id }) => id);
    if (await acts.run(() => client.call('cases.ask', { case: one.id, users, text: text.trim() }), t('didAsk'))) onClose();
  };
  return (
    <Dialog title={t('askTitle')} onClose={onClose}>
      <form
        className="case-form"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <p className="dim">{t('askText')}</p>
        <PeoplePicker label={t('askWhom')} chosen={whom} onChange={setWhom} autoFocus />
        <Textarea
          label={t('askWhat')}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={8_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <DialogFoot onCancel={onClose}>
          <Button type="submit" loading={acts.busy} disabled={whom.length === 0 || text.trim() === ''}>
            {t('ask')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  );
}
