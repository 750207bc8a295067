import type { OutboxItem, State, Timeline, UnsentDraft } from './state.ts';

/** What survives a reload. */
export type Kept = Pick<
  State,
  | 'epoch'
  | 'cursor'
  | 'rest'
  | 'organizationEv'
  | 'me'
  | 'conversations'
  | 'timelines'
  | 'drafts'
  | 'folders'
  | 'saved'
  | 'people'
  | 'outbox'
  | 'opened'
>;

/** Where a client keeps its state: IndexedDB in browsers, memory elsewhere. */
export interface Store {
  load(): Promise<Partial<Kept> & { unsentDrafts?: readonly UnsentDraft[] }>;
  /** Writes what changed since the last save, all of it or nothing: the cursor never runs ahead of its rows. */
  save(state: Kept): Promise<void>;
  /** A message goes into the outbox before anything is sent, and is on disk when this resolves. */
  saveOutbox(items: readonly OutboxItem[]): Promise<void>;
  /** A text that the house has not confirmed, under way at once; null once it has it. */
  saveDraft(conversation: string, draft: UnsentDraft | null): Promise<void>;
  clear(): Promise<void>;
}

/** How much talk stays on the device for a start without a network. */
export interface Keeping {
  /** Conversations whose messages are kept: those opened last. */
  conversations: number;
  /** Messages of each. */
  messages: number;
}

const standardKeeping: Keeping = { conversations: 50, messages: 100 };

/** The same rows for the same timeline: a store writes only what is new to it. */
const cut = new WeakMap<Timeline, { most: number; kept: Timeline }>();

function newestOf(timeline: Timeline, most: number): Timeline {
  const known = cut.get(timeline);
  if (known?.most === most) return known.kept;
  const kept: Timeline =
    timeline.messages.length > most
      ? { ...timeline, messages: timeline.messages.slice(-most), hasOlder: true, loading: null }
      : { ...timeline, loading: null };
  cut.set(timeline, { most, kept });
  return kept;
}

/** The newest part of what is known: what a reload shows at once. The least recently opened conversations leave first. */
export function keptOf(state: State, keeping: Keeping = standardKeeping): Kept {
  const { epoch, cursor, rest, organizationEv, me, conversations, drafts, folders, saved, people, outbox, opened } = state;
  const seen = (id: string): number => opened[id] ?? 0;
  const active = (id: string): number => conversations[id]?.last?.at ?? 0;
  const newest = Object.entries(state.timelines)
    .filter(([id, t]) => !t.hasNewer && conversations[id])
    .sort(([a], [b]) => seen(b) - seen(a) || active(b) - active(a))
    .slice(0, keeping.conversations)
    .map(([id, t]) => [id, newestOf(t, keeping.messages)] as const);
  const timelines = Object.fromEntries(newest);
  const stillOpened = Object.fromEntries(Object.entries(opened).filter(([id]) => id in timelines));
  return {
    epoch,
    cursor,
    rest,
    organizationEv,
    me,
    conversations,
    drafts,
    folders,
    saved,
    people,
    outbox,
    opened: stillOpened,
    timelines,
  };
}

export function memoryStore(): Store {
  let kept: Partial<Kept> = {};
  const drafts = new Map<string, UnsentDraft>();
  return {
    load: async () => ({ ...kept, unsentDrafts: [...drafts.values()] }),
    save: async (state) => {
      // What is under way is kept by `saveOutbox` alone, as waiting.
      kept = { ...state, outbox: kept.outbox ?? {} };
    },
    saveOutbox: async (items) => {
      const outbox: Record<string, OutboxItem[]> = {};
      for (const item of items) {
        outbox[item.conversation] ??= [];
        outbox[item.conversation]!.push(item);
      }
      kept = { ...kept, outbox };
    },
    saveDraft: async (conversation, draft) => {
      if (draft) drafts.set(conversation, draft);
      else drafts.delete(conversation);
    },
    clear: async () => {
      kept = {};
      drafts.clear();
    },
  };
}
