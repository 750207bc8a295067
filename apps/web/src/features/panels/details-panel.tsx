import { Button, Radio, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { Conversation } from '@rapport/contract';
import { type FormEvent, useState } from 'react';
import { useAct } from '../../app/answers.ts';
import { useClient, useDoor } from '../../app/client.tsx';
import { fullTimeOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { useConversationName } from '../conversations/use-conversation-name.ts';
import { ConversationCompleteness } from '../records/card/completeness.tsx';

/** What a conversation is for and what its rules are; those who run it change it here. */
export function DetailsPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('panels');
  const clock = useClock();
  const name = useConversationName(conversation);
  const moderates = useClient((s) => s.me?.permissions.includes('conversations.moderate') ?? false);
  const role = conversation.me?.role;
  const runs =
    (moderates || role === 'owner' || role === 'admin') && (conversation.kind === 'group' || conversation.kind === 'note');
  return (
    <div className="pane-scroll">
      {runs ? (
        <DetailsForm key={conversation.id} conversation={conversation} />
      ) : (
        <>
          <p className="strong">{name}</p>
          <p>{conversation.purpose || <span className="dim">{t('noPurpose')}</span>}</p>
        </>
      )}
      <ConversationCompleteness conversation={conversation.id} />
      <p className="dim details-foot">{t('created', { time: fullTimeOf(conversation.createdAt, clock) })}</p>
    </div>
  );
}

function DetailsForm({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(['panels', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const { name, purpose, visibility, posting, noForward } = conversation;
  const [given, setGiven] = useState({ name, purpose, visibility, posting, noForward });
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await act(() => client.call('conversations.change', { conversation: conversation.id, ...given }))) {
      toast({ kind: 'success', text: t('saved') });
    }
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          label={t('name')}
          value={given.name}
          onChange={(e) => setGiven({ ...given, name: e.currentTarget.value })}
          maxLength={120}
          required
        />
        <Textarea
          label={t('purpose')}
          value={given.purpose}
          onChange={(e) => setGiven({ ...given, purpose: e.currentTarget.value })}
          maxLength={1000}
          autosize
          minRows={2}
        />
        <Radio.Group
          label={t('whoFinds')}
          value={given.visibility}
          onChange={(value) => setGiven({ ...given, visibility: value === 'open' ? 'open' : 'private' })}
        >
          <Stack gap={8} mt={8}>
            <Radio value="private" label={t('private')} />
            <Radio value="open" label={t('open')} />
          </Stack>
        </Radio.Group>
        <Radio.Group
          label={t('whoWrites')}
          value={given.posting}
          onChange={(value) => setGiven({ ...given, posting: value === 'admins' ? 'admins' : 'all' })}
        >
          <Stack gap={8} mt={8}>
            <Radio value="all" label={t('all')} />
            <Radio value="admins" label={t('admins')} />
          </Stack>
        </Radio.Group>
        <Switch
          label={t('noForward')}
          checked={given.noForward}
          onChange={(e) => setGiven({ ...given, noForward: e.currentTarget.checked })}
        />
        <Button type="submit" loading={busy}>
          {t('app:save')}
        </Button>
      </Stack>
    </form>
  );
}
