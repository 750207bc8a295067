import type { OutboxItem, State } from './state.ts';

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
>;

/** Where a client keeps its state: IndexedDB in browsers, memory elsewhere. */
export interface Store {
  load(): Promise<Partial<Kept>>;
  /** Writes what changed since the last save, all of it or nothing: the cursor never runs ahead of its rows. */
  save(state: Kept): Promise<void>;
  /** A message goes into the outbox before anything is sent, and is on disk when this resolves. */
  saveOutbox(items: readonly OutboxItem[]): Promise<void>;
  clear(): Promise<void>;
}

/** Messages kept of each conversation, and conversations whose messages are kept. */
const keptMessages = 100;
const keptTimelines = 50;

/** The newest part of what is known: what a reload shows at once. */
export function keptOf(state: State): Kept {
  const { epoch, cursor, rest, organizationEv, me, conversations, drafts, folders, saved, people, outbox } = state;
  const newest = Object.entries(state.timelines)
    .filter(([id, t]) => !t.hasNewer && conversations[id])
    .sort(([a], [b]) => (conversations[b]?.last?.at ?? 0) - (conversations[a]?.last?.at ?? 0))
    .slice(0, keptTimelines)
    .map(
      ([id, t]) =>
        [
          id,
          t.messages.length > keptMessages
            ? { ...t, messages: t.messages.slice(-keptMessages), hasOlder: true, loading: null }
            : { ...t, loading: null },
        ] as const,
    );
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
    timelines: Object.fromEntries(newest),
  };
}

export function memoryStore(): Store {
  let kept: Partial<Kept> = {};
  return {
    load: async () => kept,
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
    clear: async () => {
      kept = {};
    },
  };
}
