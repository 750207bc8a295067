import { Stack, TextInput } from '@mantine/core';
import type { CaseAct, Inbox, Macro } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { isWholeAct, newAct } from './acts.ts';
import { ActsEditor } from './acts-editor.tsx';
import { InboxChoice, useFirstInbox } from './inbox-choice.tsx';

interface Props {
  macro: Macro | null;
  inboxes: readonly Inbox[];
  onDone(): void;
  onClose(): void;
}

/** Several acts under one name. */
export function MacroDialog({ macro, inboxes, onDone, onClose }: Props) {
  const { t } = useTranslation(['inboxSettings', 'access']);
  const client = useDoor();
  const { act, busy } = useAct();
  const first = useFirstInbox(inboxes);
  const [name, setName] = useState(macro?.name ?? '');
  const [inbox, setInbox] = useState<string | null>(macro ? macro.inbox : first);
  const [acts, setActs] = useState<CaseAct[]>(macro?.acts ?? [newAct('label', inboxes)]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      await client.call('inbox.saveMacro', {
        ...(macro ? { macro: macro.id, archived: macro.archived } : {}),
        inbox: inbox as never,
        name: name.trim(),
        acts,
      });
      toast({ kind: 'success', text: t('access:saved') });
      onDone();
      onClose();
    });
  };
  return (
    <Dialog onClose={onClose} size={720} title={macro ? t('changeOf', { name: macro.name }) : t('newMacro')}>
      <form onSubmit={submit}>
        <Stack>
          <div className="form-row">
            <TextInput
              label={t('name')}
              placeholder={t('macroExample')}
              required
              maxLength={80}
              data-autofocus
              value={name}
              onChange={(e) => setName(e.currentTarget.value)}
            />
            <InboxChoice inboxes={inboxes} inbox={inbox} onChange={setInbox} />
          </div>
          <ActsEditor acts={acts} inboxes={inboxes} onChange={setActs} />
          <SaveFoot onCancel={onClose} loading={busy} disabled={!name.trim() || acts.length === 0 || !acts.every(isWholeAct)} />
        </Stack>
      </form>
    </Dialog>
  );
}
