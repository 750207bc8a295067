import { useNavigate } from '@tanstack/react-router';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { deviceNow } from '../../../app/device.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTalk } from '../../conversations/talk-context.ts';
import { typedTime } from '../schedule/time-words.ts';
import { whenOf } from '../schedule/when.ts';
import type { Writing } from '../writing.ts';
import type { CommandName } from './registry.ts';
import { useSendTopic } from './use-send-topic.ts';

/** Two of the kaomoji's signs would be read as Markdown. */
const shrug = '¯\\\\\\_(ツ)\\_/¯';
const fence = '```';

/** Does what a command says; `rest` is what was typed after it. What it leaves in the field, it puts there. */
export function useCommands(writing: Omit<Writing, 'look'>): (name: CommandName, rest: string) => void {
  const talk = useTalk();
  const navigate = useNavigate();
  const me = useMyState();
  const sendTopic = useSendTopic(writing.conversation);
  const client = useDoor();
  const { draft, open, extras, conversation } = writing;

  const schedule = (rest: string): void => {
    const found = timeIn(rest, client.state.me?.user.timeZone);
    draft.load(found ? found.text : rest);
    open('schedule', found?.at);
  };
  const urgent = (rest: string): void => {
    draft.load('');
    if (rest) extras.set({ urgent: rest.slice(0, 200) });
    else open('urgent');
  };
  const cleared = (run: (rest: string) => void) => (rest: string) => {
    draft.clear();
    run(rest);
  };
  const opened = (part: 'scheduled' | 'voice' | 'card' | 'location') => cleared(() => open(part));
  const ways: Record<CommandName, (rest: string) => void> = {
    schedule,
    scheduled: opened('scheduled'),
    urgent,
    topic: cleared((rest) => {
      if (rest) sendTopic(rest);
      else if (talk.quoting) talk.openTopic(talk.quoting);
    }),
    away: cleared(me.away),
    dnd: cleared(me.quiet),
    back: cleared(me.back),
    voice: opened('voice'),
    code: (rest) => {
      draft.load('');
      requestAnimationFrame(() => writing.insert(`${fence}${rest}\n`));
    },
    card: opened('card'),
    location: opened('location'),
    record: cleared(() => talk.dialog({ kind: 'form' })),
    search: cleared((rest) => void navigate({ to: '/search', search: rest ? { q: rest } : {} })),
    date: cleared(() => talk.dialog({ kind: 'date', at: Date.now() })),
    call: cleared(() => talk.dialog({ kind: 'down' })),
    shrug: cleared((rest) => client.send(conversation, { text: `${rest} ${shrug}`.trim() }, deviceNow().undoSeconds * 1000)),
  };
  return (name, rest) => ways[name](rest);
}

/** A time at the beginning of what follows the command, and the words after it. */
export function timeIn(rest: string, zone: string | undefined, now = Date.now()): { at: number; text: string } | null {
  const words = rest.split(/\s+/);
  for (const count of [2, 1]) {
    const at = words.length >= count ? typedTime(words.slice(0, count).join(' '), now, zone) : null;
    if (at !== null)
      return { at, text: rest.split(/\s+/).length > count ? rest.replace(new RegExp(`^(?:\\S+\\s+){${count}}`), '') : '' };
  }
  return null;
}

/** My status and my quiet time, changed by a word. */
function useMyState() {
  const { t } = useTranslation('composer');
  const client = useDoor();
  const clock = useClock();
  const { act } = useAct();
  const change = async (change: Parameters<typeof client.call<'people.changeProfile'>>[1], said: string): Promise<void> => {
    if (await act(() => client.call('people.changeProfile', change))) toast({ kind: 'success', text: said });
  };
  const hour = 3_600_000;
  return {
    away: (text: string) => void change({ status: { text: text.slice(0, 100) || t('awayText'), emoji: '💤' } }, t('awaySaid')),
    quiet: (rest: string) => {
      const minutes = /^\d{1,4}$/.test(rest) ? Number(rest) * 60_000 : null;
      const until = minutes ? Date.now() + minutes : (typedTime(rest, Date.now(), clock.zone) ?? Date.now() + hour);
      void change({ quietUntil: until }, t('quietSaid', { time: whenOf(until, clock) }));
    },
    back: () => void change({ status: null, quietUntil: null }, t('backSaid')),
  };
}
