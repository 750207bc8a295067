import { randomOf, talkOf, type Words, wordsOf, zipfOf } from './archive-talk.ts';

/** How much an archive holds. */
export interface ArchiveSize {
  people: number;
  /** Conversations of person 0, who opens and searches. */
  mine: number;
  /** Conversations of others. */
  others: number;
  messages: number;
}

/** The person with many conversations is number 0. */
export const sizeOf = (messages: number, short: boolean): ArchiveSize =>
  short
    ? { people: 12, mine: 30, others: 20, messages }
    : { people: 300, mine: 500, others: Math.max(500, Math.round((1_500 * messages) / 1_000_000)), messages };

export interface PlannedConversation {
  kind: 'direct' | 'group';
  name: string;
  /** Numbers of people, the maker first. */
  members: number[];
}

export interface PlannedMessage {
  conversation: number;
  sender: number;
  /** Unix ms. */
  at: number;
  text: string;
  recalled: boolean;
  reacted: boolean;
  /** Person 0 is meant. */
  mention: boolean;
}

export interface ArchivePlan {
  words: Words;
  conversations: PlannedConversation[];
  /** In order of time. */
  messages(): Generator<PlannedMessage>;
  /** How many messages at the end somebody has not read. */
  unread(conversation: number): number;
}

/** A share of all that is said is said where person 0 is; the rest elsewhere. */
const mineOfAll = 0.25;
const year = 365 * 86_400_000;

/** Two people, or 3 to 60: most groups are small. */
function membersOf(size: ArchiveSize, first: number, direct: boolean, random: () => number): number[] {
  const most = Math.min(60, size.people);
  const count = direct ? 2 : Math.min(most, 3 + Math.floor(-Math.log(1 - random()) * 12));
  const members = new Set([first]);
  while (members.size < count) members.add(Math.floor(random() * size.people));
  return [...members];
}

/** What an archive of this size holds; the same each time. `until` is the time of its newest message (Unix ms). */
export function planArchive(size: ArchiveSize, until: number): ArchivePlan {
  const random = randomOf(20_240_607);
  const words = wordsOf(random);
  const pairs = new Set<string>();
  const conversations = Array.from({ length: size.mine + size.others }, (_, c): PlannedConversation => {
    const first = c < size.mine ? 0 : 1 + Math.floor(random() * (size.people - 1));
    const name = `${words.chinese[Math.floor(random() * 3_000)]}${words.chinese[Math.floor(random() * 3_000)]} ${c}`;
    const members = membersOf(size, first, random() < 0.4, random).filter((p) => p !== 0 || c < size.mine);
    const pair = [...members].sort((a, b) => a - b).join();
    const direct = members.length === 2 && !pairs.has(pair);
    if (direct) pairs.add(pair);
    return { kind: direct ? 'direct' : 'group', name: direct ? '' : name, members };
  });
  const hereMine = zipfOf(size.mine, random, 0.8, 10);
  const hereOthers = zipfOf(size.others, random, 0.8, 10);
  const talk = talkOf(words, random);
  function* messages(): Generator<PlannedMessage> {
    for (let n = 0; n < size.messages; n++) {
      // Everybody has said something, then as it comes.
      const any = random() < mineOfAll ? hereMine() : size.mine + hereOthers();
      const conversation = n < conversations.length ? n : any;
      const { members } = conversations[conversation]!;
      const sender = members[Math.floor(random() * members.length)]!;
      const at = Math.round(until - year + ((n + random()) * year) / size.messages);
      const chance = random();
      yield {
        conversation,
        sender,
        at,
        text: talk(),
        recalled: chance < 0.005,
        reacted: chance > 0.97,
        mention: conversation < size.mine && sender !== 0 && chance > 0.5 && chance < 0.51,
      };
    }
  }
  // Most have been read, some not to the end, a few not for long.
  const unread = (c: number): number => (c % 10 < 6 ? 0 : c % 10 < 9 ? 1 + (c % 25) : 2_000);
  return { words, conversations, messages, unread };
}
