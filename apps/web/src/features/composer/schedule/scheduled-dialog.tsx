import { Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { toPlainText } from '@rapport/ui';
import { IconPaperclip } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useClient, useDoor } from '../../../app/client.tsx';
import { Dialog } from '../../../app/dialog.tsx';
import { Empty } from '../../../app/empty.tsx';
import { catalogueSentence } from '../../../app/error-sentences.ts';
import { languageNow } from '../../../app/language.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useConversationName } from '../../conversations/use-conversation-name.ts';
import { useMentionNames } from '../../timeline/use-mention-names.ts';
import { decodeMentions, encodeMentions } from '../mention-text.ts';
import { useLabels } from '../use-draft.ts';
import { useWriting } from '../writing.ts';
import { fieldOf, instantOfField } from './send-times.ts';
import { type ScheduledItem, scheduledChanged, useScheduled } from './use-scheduled.ts';

/** Everything I have scheduled: look, change, send at once, call off. */
export function ScheduledDialog() {
  const { t } = useTranslation(['composer', 'app']);
  const { open } = useWriting();
  const scheduled = useScheduled();
  return (
    <Dialog onClose={() => open(null)} title={t('scheduledTitle')} size="lg">
      {scheduled.length === 0 && <Empty title={t('scheduledNothing')} />}
      <ul className="plain-list">
        {scheduled.map((item) => (
          <OneScheduled key={item.clientId} item={item} />
        ))}
      </ul>
    </Dialog>
  );
}

function OneScheduled({ item }: { item: ScheduledItem }) {
  const { t } = useTranslation(['composer', 'app']);
  const clock = useClock();
  const conversation = useClient((s) => s.conversations[item.conversation]);
  const name = useConversationName(conversation);
  const names = useMentionNames();
  const [editing, setEditing] = useState(false);
  const { act, busy, cancel, sendNow } = useScheduledActs(item);
  if (editing) return <EditScheduled item={item} onClose={() => setEditing(false)} />;
  return (
    <li className="scheduled">
      <p className="dim">
        <span className="strong">{name}</span> · <time className="tabular">{fullTimeOf(item.sendAt, clock)}</time>
      </p>
      {item.text && <p className="scheduled-text">{toPlainText(item.text, names)}</p>}
      {item.draft.attachments && (
        <p className="dim">
          <IconPaperclip size={14} aria-hidden /> {t('fileCount', { count: item.draft.attachments.length })}
        </p>
      )}
      {item.failed !== null && (
        <p role="alert" className="danger-text">
          {t('scheduledRefused', { reason: refusalOf(item.failed) })}
        </p>
      )}
      <Group gap={4}>
        <Button size="compact-xs" variant="subtle" disabled={busy} onClick={() => void act(sendNow)}>
          {t('sendAtOnce')}
        </Button>
        <Button size="compact-xs" variant="subtle" disabled={busy} onClick={() => setEditing(true)}>
          {t('changeScheduled')}
        </Button>
        <Button size="compact-xs" variant="subtle" color="red" disabled={busy} onClick={() => void act(cancel)}>
          {t('cancelScheduled')}
        </Button>
      </Group>
    </li>
  );
}

const refusalOf = (code: string): string => catalogueSentence(code, {}, languageNow()) ?? code;

function useScheduledActs(item: ScheduledItem) {
  const client = useDoor();
  const { act, busy } = useAct();
  const cancel = async (): Promise<void> => {
    await client.call('conversations.cancelScheduled', { clientId: item.clientId });
    scheduledChanged();
  };
  /** Called off first: what was sent in this very moment is not sent twice. */
  const sendNow = async (): Promise<void> => {
    await cancel();
    const { clientId: _, ...content } = item.draft;
    client.send(item.conversation, content);
  };
  return { act, busy, cancel, sendNow };
}

function EditScheduled({ item, onClose }: { item: ScheduledItem; onClose(): void }) {
  const { t } = useTranslation(['composer', 'app']);
  const client = useDoor();
  const { act, busy } = useAct();
  const zone = useClient((s) => s.me?.user.timeZone);
  const labelOf = useLabels();
  const [written, setWritten] = useState(() => decodeMentions(item.text, labelOf));
  const [value, setValue] = useState(() => fieldOf(item.sendAt, zone));
  const at = instantOfField(value, zone);
  const past = at !== null && at <= Date.now();
  const save = async (): Promise<void> => {
    if (at === null) return;
    const text = encodeMentions(written.text, written.labels).trim();
    const draft = { ...item.draft, text };
    const done = await act(() =>
      client.call('conversations.scheduleMessage', { conversation: item.conversation, draft, sendAt: at }),
    );
    if (!done) return;
    scheduledChanged();
    onClose();
  };
  return (
    <li className="scheduled">
      <Stack gap={8}>
        <Textarea
          label={t('message')}
          autosize
          maxRows={10}
          value={written.text}
          onChange={(e) => setWritten({ ...written, text: e.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          type="datetime-local"
          label={t('sendAt')}
          value={value}
          error={past ? t('timePast') : undefined}
          onChange={(e) => setValue(e.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button size="xs" variant="default" onClick={onClose}>
            {t('app:cancel')}
          </Button>
          <Button size="xs" loading={busy} disabled={at === null || past} onClick={() => void save()}>
            {t('app:save')}
          </Button>
        </Group>
      </Stack>
    </li>
  );
}
