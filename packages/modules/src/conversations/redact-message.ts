import { isDeepStrictEqual } from 'node:util';
import type { Platform, Queryable, Tx } from '@rapport/platform';
import { eraseReferencesTo, referredBy } from '../files/index.ts';
import { commitmentEvs } from './commitment-reader.ts';
import { dropCommitments } from './commitment-writer.ts';
import { holdStill } from './erase-messages.ts';
import { dropLabels } from './label-writer.ts';
import { messageLabels } from './message-label-reader.ts';
import { messageHeads } from './message-reader.ts';
import { someMentioned, storedVersions } from './redaction-reader.ts';
import { insertRedaction, type KeptProof, putRedacted, type RedactionContent } from './redaction-writer.ts';
import type { Content } from './rows.ts';
import { withoutParts } from './without-parts.ts';

/** A version of which parts go: what stays of its proof, which parts go now, and which are gone then. */
export interface Thinned {
  ev: number;
  kept: KeptProof;
  going: readonly string[];
  gone: readonly string[];
}

export interface Redacting {
  conversation: string;
  seq: number;
  /** Who decided it; null for the house itself. */
  actor: string | null;
  told: Omit<RedactionContent, 'records'>;
  versions: readonly Thinned[];
  /** Ids of attached files that go. */
  files: readonly string[];
}

const referrerOf = ({ conversation, seq }: { conversation: string; seq: number }): string => `${conversation}/${seq}`;

/**
 * Takes parts out of a message for good, in all its versions (CV27): what they said, the salts that bound them, the record keys, mentions, and
 * files that nothing else refers to; with its words the commitments that say them again, and its labels. The other parts keep their salts. Clients pull what is left. Whether it may be done is the caller's
 * decision. Answers the `ev` that tells of it.
 */
export async function redactMessage(platform: Platform, tx: Tx, redacting: Redacting): Promise<number> {
  const { conversation, seq, actor, told, versions, files } = redacting;
  await holdStill(tx, conversation);
  const ev = (await platform.log.lock(tx, [conversation])).get(conversation)!.ev + 1;
  const [head] = await messageHeads(tx, conversation, [seq]);
  const change = { stream: conversation, ev, type: 'record.redacted', actor, target: head!.ev };
  await platform.log.appendBulk(tx, [{ ...change, ...(told.erasure ? { subject: told.erasure } : {}) }]);
  const stored = new Map(
    (
      await storedVersions(
        tx,
        conversation,
        versions.map((one) => one.ev),
      )
    ).map((one) => [one.ev, one]),
  );
  await putRedacted(
    tx,
    conversation,
    versions.map(({ ev: of, kept, gone }) => {
      const { text, content } = stored.get(of)!;
      return { ev: of, kept, ...withoutParts({ text, content: content as Content | null }, new Set(gone)) };
    }),
  );
  const words = versions.some(({ going }) => going.includes('body'));
  const { key, wrapped } = platform.vault.newKey();
  key.fill(0);
  await insertRedaction(tx, {
    conversation,
    ev,
    seq,
    key: wrapped,
    content: { ...told, records: versions.map((one) => ({ ev: one.ev, parts: [...one.going] })) },
    words,
  });
  if (words) {
    await dropCommitments(tx, conversation, seq);
    await dropLabels(tx, conversation, seq);
  }
  const formatted = words ? [...stored.values()].flatMap(({ content }) => (content as Content | null)?.inbound?.html ?? []) : [];
  await eraseReferencesTo(platform, tx, { kind: 'message', id: referrerOf(redacting) }, [...files, ...formatted]);
  return ev;
}

/** What of parts that were taken out is still there: names of what holds it, none when all is gone. */
export async function remainsOfParts(
  q: Queryable,
  { conversation, seq, versions, files }: Pick<Redacting, 'conversation' | 'seq' | 'versions' | 'files'>,
): Promise<string[]> {
  const found = new Set<string>();
  const stored = await storedVersions(
    q,
    conversation,
    versions.map(({ ev }) => ev),
  );
  for (const { ev, keyed, text, content, kept } of stored) {
    const gone = new Set(versions.find((one) => one.ev === ev)!.gone);
    const said = { text, content: content as Content | null };
    if (!isDeepStrictEqual(withoutParts(said, gone), said)) found.add('version');
    if (keyed || !kept || Object.keys({ ...kept.salts, ...kept.files }).some((name) => gone.has(name))) found.add('key');
  }
  if (versions.some(({ going }) => going.includes('body'))) {
    if (await someMentioned(q, conversation, seq)) found.add('mention');
    if ((await commitmentEvs(q, conversation, seq)).length > 0) found.add('commitment');
    if ((await messageLabels(q, conversation, seq)).labels.length > 0) found.add('label');
  }
  const referred = await referredBy(q, 'message', referrerOf({ conversation, seq }));
  if (files.some((file) => referred.includes(file))) found.add('file');
  return [...found];
}
