import { excerptOf, type Output, type Parsed, type TimelineEntry } from '@rapport/contract';
import { type Platform, readCursor, writeCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { handlesEver, remarksUntil } from '../../contacts/index.ts';
import { conversationsOfHandles, type MessageText, saidIn, textsAt, visibleFrom } from '../../conversations/index.ts';
import { listAccounts } from '../../policy/index.ts';
import { myInboxes } from '../guard.ts';
import { type PastRow, pastOf, talksAbout } from './timeline-reader.ts';

type Entry = TimelineEntry & { key: string };
type Asked = Parsed<'cases.timeline'>;

/** Looks at what a filter leaves out, before a page is answered as far as it is. */
const mostLooks = 5;
/** What happened in the same millisecond as a page ends in, at most. */
const slack = 20;

/** Where a contact's history stands, and for whom. */
interface Ground {
  platform: Platform;
  actor: Actor;
  asked: Asked;
  handles: string[];
  /** What may be read: conversations with the contact, and talk of ours about it, with the first `seq` to be seen. */
  places: { conversation: string; from: number }[];
  channelOf: ReadonlyMap<string, string>;
  inboxes: string[];
  /** Accounts of the channel asked for; null: of any. */
  accounts: string[] | null;
}

async function groundOf(platform: Platform, actor: Actor, asked: Asked, handles: string[]): Promise<Ground> {
  const { db } = platform;
  const [talks, beside, inboxes, known] = await Promise.all([
    conversationsOfHandles(db, handles),
    talksAbout(db, handles),
    myInboxes(platform, db, actor),
    listAccounts(db),
  ]);
  const { only, channel } = asked;
  const accounts = channel === undefined ? null : known.filter(({ kind }) => kind === channel).map(({ id }) => id as string);
  const theirs = talks.filter(({ account }) => accounts === null || accounts.includes(account));
  const ours = only === 'them' || channel !== undefined ? [] : beside;
  const ids = only === 'cases' ? [] : [...theirs.map(({ conversation }) => conversation), ...ours];
  const visible = await visibleFrom(db, actor, ids);
  return {
    ...{ platform, actor, asked, handles, accounts },
    places: [...visible].map(([conversation, from]) => ({ conversation, from })),
    channelOf: new Map(known.map(({ id, kind }) => [id as string, kind as string])),
    inboxes: [...inboxes],
  };
}

function kindOf({ customer, content }: MessageText): TimelineEntry['kind'] {
  if (!customer) return 'talk';
  if (content?.form) return 'form';
  return customer.direction === 'in' ? 'inbound' : customer.direction === 'out' ? 'outward' : 'note';
}

/** What was said to and by a contact, by whatever channel, and among us about it, where I may read it. */
async function said({ platform, places }: Ground, until: number | null, limit: number): Promise<Entry[]> {
  const { db } = platform;
  const rows = places.length === 0 ? [] : await saidIn(db, places, until, limit);
  const texts = new Map((await textsAt(db, rows)).map((text) => [`${text.conversation} ${text.seq}`, text]));
  return rows.flatMap(({ conversation, seq, at }) => {
    const key = `${conversation} ${seq}`;
    const text = texts.get(key);
    if (!text) return [];
    const entry = {
      ...{ at, key, kind: kindOf(text), conversation, seq, channel: text.customer?.channel ?? '' },
      ...(text.sender ? { by: text.sender } : {}),
      ...(text.labels ? { labels: text.labels } : {}),
      text: excerptOf(text.content?.form?.title ?? text.text ?? ''),
    };
    return [entry as Entry];
  });
}

const pastKinds: Readonly<Record<string, TimelineEntry['kind']>> = {
  opened: 'case-opened',
  solved: 'case-solved',
  'case.merged': 'case-joined',
  'case.split': 'case-split',
  'case.labelled': 'case-labelled',
  'case.complaint': 'complaint',
  'case.follow-up': 'follow-up',
  'case.rated': 'rated',
};

function entryOf({ id, key, number, account, at, type, by, title, data, what }: PastRow, channelOf: Ground['channelOf']): Entry {
  const entry = {
    ...{ at, key: `${id} ${key}`, kind: pastKinds[type], case: id, number, channel: channelOf.get(account) ?? '' },
    ...(by ? { by } : {}),
    ...(data.added ? { labels: data.added } : {}),
    ...(data.removed ? { removed: data.removed } : {}),
    ...(data.step ? { step: data.step } : {}),
    ...(type === 'case.follow-up' && data.at ? { due: data.at } : {}),
    ...(data.score === undefined ? {} : { score: data.score }),
    text: what ?? title ?? '',
  };
  return entry as Entry;
}

async function happened(ground: Ground, until: number | null, limit: number): Promise<Entry[]> {
  const { platform, asked, handles, inboxes, accounts, channelOf } = ground;
  if (asked.only === 'them' || asked.only === 'us') return [];
  const rows = await pastOf(platform.db, { handles, inboxes, accounts, until, limit });
  return rows.map((row) => entryOf(row, channelOf));
}

async function remarked({ platform, asked }: Ground, until: number | null, limit: number): Promise<Entry[]> {
  if (asked.channel !== undefined || asked.only === 'them' || asked.only === 'cases') return [];
  return (await remarksUntil(platform.db, asked.contact, until, limit)).map(
    ({ id, author, at, text }) => ({ at, key: id, kind: 'remark', channel: '', by: author, text: excerptOf(text) }) as Entry,
  );
}

const ours: readonly TimelineEntry['kind'][] = ['note', 'talk', 'remark'];
const isWanted = ({ kind }: Entry, only: Asked['only']): boolean =>
  only === 'us' ? ours.includes(kind) : only === 'them' ? !ours.includes(kind) : true;

type Place = readonly [at: number, key: string];
const isBelow = (one: Entry, [at, key]: Place): boolean => one.at < at || (one.at === at && one.key < key);

/** What comes next below a place, newest first; `more`: there is still older. */
async function nextBelow(ground: Ground, place: Place | undefined, limit: number): Promise<{ rows: Entry[]; more: boolean }> {
  const asked = [place?.[0] ?? null, limit + slack] as const;
  const all = await Promise.all([said(ground, ...asked), happened(ground, ...asked), remarked(ground, ...asked)]);
  const rows = all
    .flat()
    .filter((one) => !place || isBelow(one, place))
    .sort((a, b) => b.at - a.at || (a.key < b.key ? 1 : -1));
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}

/** A contact's history over all channels: one list, of what I may see. */
export async function timeline(platform: Platform, actor: Actor, asked: Asked): Promise<Output<'cases.timeline'>> {
  requirePermission(actor, 'contacts.read');
  const { contact, cursor, limit, only } = asked;
  let place: Place | undefined = readCursor<[number, string]>(cursor, ['number', 'text']);
  const handles = await handlesEver(platform.db, contact);
  const ground = await groundOf(platform, actor, asked, handles);
  const items: Entry[] = [];
  let more = true;
  for (let look = 0; more && items.length < limit && look < mostLooks; look++) {
    const next = await nextBelow(ground, place, limit - items.length);
    items.push(...next.rows.filter((one) => isWanted(one, only)));
    const last = next.rows.at(-1);
    place = last ? [last.at, last.key] : place;
    more = next.more;
  }
  const shown = items.map(({ key: _, ...entry }) => entry);
  return more && place ? { items: shown, next: writeCursor([...place]) } : { items: shown };
}
