import { IconBellOff, IconMoon, IconUsers } from '@tabler/icons-react';
import { useClient } from '../../../app/client.tsx';
import { timeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useSendLater } from '../schedule/use-send-later.ts';
import { whenOf } from '../schedule/when.ts';
import type { DraftDoor } from '../use-draft.ts';
import { useWriting } from '../writing.ts';
import { type Before, beforeSending } from './before-sending.ts';
import { usePeer } from './use-peer.ts';

/** One quiet line while one writes: the other is off, or it calls everybody. */
export function BeforeLine() {
  const { conversation, draft, extras } = useWriting();
  const before = useBefore(conversation, draft);
  // Urgent messages pass quiet hours, which is why a reason was given.
  if (!before || before.kind === 'read' || (extras.urgent && (before.kind === 'off' || before.kind === 'quiet'))) return null;
  return (
    <p className="before-line">
      <Said before={before} />
    </p>
  );
}

const mention = /<@([0-9a-f-]{36})>/g;

/** What is worth knowing of what is being written here. */
export function useBefore(conversation: string, draft: DraftDoor): Before | null {
  const here = useClient((s) => s.conversations[conversation]);
  const peer = usePeer(conversation);
  const people = useClient((s) => s.people);
  const clock = useClock();
  const text = draft.encoded();
  const named = [...text.matchAll(mention)].flatMap(([, id = '']) => people[id] ?? []);
  return beforeSending({ conversation: here, peer, named, text, now: clock.now });
}

function Said({ before }: { before: Exclude<Before, { kind: 'read' }> }) {
  const { t } = useTranslation('composer');
  const clock = useClock();
  const sendLater = useSendLater();
  if (before.kind === 'calls')
    return (
      <>
        <IconUsers size={14} aria-hidden />
        {t('callsPeople', { count: before.count })}
      </>
    );
  const { person } = before;
  const at = before.kind === 'quiet' ? before.until : before.next;
  const theirTime = timeOf(clock.now, { ...clock, zone: person.timeZone });
  return (
    <>
      {before.kind === 'quiet' ? <IconBellOff size={14} aria-hidden /> : <IconMoon size={14} aria-hidden />}
      <span>
        {before.kind === 'quiet'
          ? t('notDisturb', { name: person.name, time: whenOf(before.until, clock) })
          : t('offHours', { name: person.name, time: theirTime })}
      </span>
      {at !== null && (
        <button type="button" className="link-button" onClick={() => void sendLater(at)}>
          {t('sendThen', { time: whenOf(at, clock) })}
        </button>
      )}
    </>
  );
}
