import { Fault, type Output, type Parsed } from '@rapport/contract';
import { canonicalJson, emptyTree, type Frontier, grow, hex, leafHash, rootOf, textOf, utf8 } from '@rapport/ledger';
import { macOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { organizationIfAny, peopleByIds } from '../people/index.ts';
import { leafPlaceOf, nodeSha256 } from '../records/index.ts';
import { certificateText } from './certificate-text.ts';
import { remains } from './destroy.ts';
import { noteEvent } from './events.ts';
import { certificateOf, type DispositionRow, destroyedAfter, findDisposition, listKeyOf, recordedAs } from './reader.ts';
import { bookOf } from './rule-memory.ts';
import { requireOversight } from './rules.ts';
import { endDisposition, lockDisposition } from './writer.ts';

const day = 86_400_000;
const pageOf = 500;
const nowhere = '00000000-0000-0000-0000-000000000000';

/** What was destroyed, added up. */
interface Sum {
  messages: number;
  bytes: number;
  conversations: number;
  said: [number, number];
  due: [number, number];
  tree: Frontier;
}

const span = ([from, to]: [number, number], next: number): [number, number] => [Math.min(from, next), Math.max(to, next)];

/**
 * Adds up what was destroyed, and looks for what is left of it (RT6). The list is a tree (RFC 6962) whose entries are HMACs of
 * `<conversation>/<seq>`: shown the key, anybody can hold it against a list, and without it nothing can be guessed from it.
 */
async function addUp(platform: Platform, disposition: string, listKey: Buffer): Promise<Sum> {
  const none: [number, number] = [Number.POSITIVE_INFINITY, 0];
  const sum: Sum = { messages: 0, bytes: 0, conversations: 0, said: none, due: none, tree: emptyTree };
  for (let after: [string, number] = [nowhere, 0]; ; ) {
    const page = await destroyedAfter(platform.db, disposition, after, pageOf);
    const places = new Map<string, number[]>();
    for (const { conversation, seq, said, dueAt, bytes } of page) {
      places.set(conversation, [...(places.get(conversation) ?? []), seq]);
      sum.messages++;
      sum.bytes += bytes;
      sum.said = span(sum.said, said);
      sum.due = span(sum.due, dueAt);
    }
    for (const [conversation, seqs] of places) {
      if (conversation !== after[0]) sum.conversations++;
      const left = await remains(platform.db, conversation, seqs);
      if (left.length > 0) throw new Error(`Of destroyed messages there is still something in: ${left.join(', ')}.`);
    }
    const entries = page.map(({ conversation, seq }) => leafHash(nodeSha256, macOf(listKey, `${conversation}/${seq}`)));
    sum.tree = grow(nodeSha256, sum.tree, entries);
    const last = page.at(-1);
    if (!last || page.length < pageOf) return sum;
    after = [last.conversation, last.seq];
  }
}

const instants = ([from, to]: [number, number]) => (to === 0 ? undefined : { from, to });

/** What a certificate says: fields of destruction certificates as archives use them, and what ties it to the ledger. */
async function certificateOn(platform: Platform, before: DispositionRow, sum: Sum, files: number, at: number) {
  const book = await bookOf(platform, platform.db, before.version);
  const authorisers = [before.firstBy, before.approvedBy].flatMap((id) => id ?? []);
  const people = await peopleByIds(platform.db, authorisers);
  const { backupDays } = book.rules;
  return {
    certificate: 'rapport-disposition/v1',
    disposition: before.id,
    organization: (await organizationIfAny(platform))?.name ?? '',
    location: new URL(platform.config.url).host,
    schedule: { version: before.version, rules: hex(nodeSha256(canonicalJson(book.rules as never))) },
    listedAt: before.proposedAt,
    said: instants(sum.said),
    eligible: instants(sum.due),
    volume: { messages: sum.messages, conversations: sum.conversations, files, bytes: sum.bytes },
    format: 'messages: all versions, attachments, previews, mentions, reactions, index entries',
    method: 'record keys and file keys destroyed; words, content, index entries and file bytes deleted',
    authorisedBy: authorisers.map((id) => ({ id, name: people.find((p) => p.id === id)?.name ?? '' })),
    destroyedBy: `Rapport ${platform.config.version}`,
    destroyedAt: at,
    notUnderHold: 'each message was found under no hold in the transaction that destroyed it',
    leftOut: Object.fromEntries(Object.entries(before.counts).filter(([state]) => state !== 'destroyed')),
    list: { entries: sum.tree.size, root: hex(rootOf(nodeSha256, sum.tree)) },
    verified: { at, remains: 0 },
    backupsUntil: backupDays === null ? undefined : at + backupDays * day,
  };
}

/** RT6: the certificate of an executed batch; its words go into the ledger. */
export async function certify(platform: Platform, disposition: string): Promise<void> {
  const before = await findDisposition(platform.db, disposition);
  if (before?.state !== 'approved') return;
  const { key, files } = await listKeyOf(platform.db, disposition);
  const sum = await addUp(platform, disposition, platform.vault.open(key));
  const at = platform.clock.now();
  const content = await certificateOn(platform, before, sum, files, at);
  await platform.db.transaction(async (tx) => {
    if ((await lockDisposition(tx, disposition)) !== 'approved') return;
    const certificate = await noteEvent(platform, tx, 'disposition.executed', content as never, disposition);
    await endDisposition(tx, { id: disposition, state: 'done', at, certificate });
  });
}

/** The certificate as the ledger holds it, and for people to read. */
export async function showCertificate(
  platform: Platform,
  actor: Actor,
  { disposition }: Parsed<'retention.certificate'>,
): Promise<Output<'retention.certificate'>> {
  requireOversight(actor);
  const bytes = await certificateOf(platform.db, disposition);
  if (!bytes) throw new Fault('not-found', { what: 'certificate' });
  const recorded = await recordedAs(platform.db, disposition);
  const json = textOf(bytes);
  const digest = hex(nodeSha256(utf8(json)));
  const leaf = recorded ? ((await leafPlaceOf(platform.db, recorded.stream, recorded.ev)) ?? null) : null;
  return { json, text: certificateText(JSON.parse(json), digest, actor.language), digest, leaf };
}
