import { MultiSelect, Stack, TextInput } from '@mantine/core';
import type { Inbox } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, SaveFoot } from '../../../app/dialog.tsx';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useAccounts } from '../use-set-up.ts';
import { noTeam, type Team, TeamField } from './team-field.tsx';

interface Props {
  onDone(made: Inbox): void;
  onClose(): void;
}

/** An inbox needs a name and a team; all else can be said after it is made. */
export function NewInboxDialog({ onDone, onClose }: Props) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const { act, busy } = useAct();
  const accounts = useAccounts();
  const [name, setName] = useState('');
  const [team, setTeam] = useState<Team>(noTeam);
  const [sources, setSources] = useState<string[]>([]);
  const make = async (): Promise<Inbox> => {
    const group =
      team.group ??
      (await client.call('conversations.create', { name: team.name.trim(), members: team.members.map(({ id }) => id) })).id;
    // Asked again after something went wrong, the group is not made twice.
    setTeam((old) => ({ ...old, group }));
    const made = await client.call('inbox.save', { name: name.trim(), group: group as never });
    if (sources.length === 0) return made;
    return client.call('inbox.setSources', {
      inbox: made.id,
      sources: sources.map((account) => ({ account: account as never, address: '' })),
    });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void act(async () => {
      const made = await make();
      toast({ kind: 'success', text: t('made', { name: made.name }) });
      onClose();
      onDone(made);
    });
  };
  return (
    <Dialog onClose={onClose} size="lg" title={t('newInbox')}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label={t('name')}
            placeholder={t('nameExample')}
            value={name}
            maxLength={80}
            required
            data-autofocus
            onChange={(e) => setName(e.currentTarget.value)}
          />
          <TeamField team={team} onChange={setTeam} />
          <MultiSelect
            label={t('sources')}
            description={t(accounts.all.length > 0 ? 'sourcesHint' : 'noAccounts')}
            value={sources}
            data={accounts.all.map(({ id }) => ({ value: id as string, label: accounts.named(id) }))}
            onChange={setSources}
          />
          <SaveFoot onCancel={onClose} loading={busy} disabled={!name.trim() || (team.group === null && !team.name.trim())} />
        </Stack>
      </form>
    </Dialog>
  );
}
