import { isDeepStrictEqual } from 'node:util';
import type { Output } from '@rapport/contract';
import {
  commitTo,
  fromBase64,
  leafHash,
  openNote,
  parseCheckpoint,
  parseLeaf,
  parseParts,
  partsRoot,
  provesInclusion,
  same,
  sha256,
  utf8,
  verifierOf,
} from '@rapport/ledger';
import type { Seat } from '../test-people.ts';
import type { Book } from './book.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Site } from './site.test-kit.ts';
import type { Truth } from './truth.test-kit.ts';

/** Changes of form records that were answered are kept, and of several upon the same version one alone was. */
export async function judgeFormChanges(site: Site, { forms }: Book): Promise<void> {
  const lost = await site.rows<{ goal: string }>(
    `select f.goal from unnest($1::uuid[], $2::int[], $3::text[]) as f (conversation, seq, goal)
     where not exists (select 1 from version v
       where v.conversation_id = f.conversation and v.seq = f.seq and v.content -> 'form' ->> 'goal' = f.goal)
       and not exists (select 1 from message m where m.conversation_id = f.conversation and m.seq = f.seq and m.erased_at is not null)`,
    [forms.map((f) => f.conversation), forms.map((f) => f.seq), forms.map((f) => f.goal)],
  );
  if (lost.length > 0) throw new Error(`CV22 an answered change of a form is lost: ${lost[0]!.goal}`);
  const upon = new Set<string>();
  for (const { conversation, seq, expectedEv } of forms) {
    if (expectedEv === undefined) continue;
    const name = `${conversation}/${seq} at ${expectedEv}`;
    if (upon.has(name)) throw new Error(`CV22 two changes of ${name} were answered: one hides the other`);
    upon.add(name);
  }
}

/** What a device shows of form records is what the tables hold. */
export function judgeFormsShown(truth: Truth, { name, client }: Device): void {
  for (const [id, { messages }] of Object.entries(client.state.timelines)) {
    const there = new Map(truth.in(id).map((m) => [m.seq, m]));
    for (const { seq, form, recalled } of messages) {
      const held = there.get(seq)?.form ?? undefined;
      if (!recalled && there.has(seq) && !isDeepStrictEqual(form, held))
        throw new Error(`CV22 ${name} shows another form in ${id}/${seq} than there is`);
    }
  }
}

type Proof = Exclude<Output<'records.proof'>, { state: 'waiting' | 'erased' }>;

/** Believes a proof as an outsider would: by its bytes and the key alone. Answers what the parts say. */
async function believe(proof: Proof): Promise<Map<string, string>> {
  const { root, size } = parseCheckpoint((await openNote(utf8(proof.checkpoint), [verifierOf(sha256, proof.key)])).text);
  const entry = utf8(proof.leaf);
  const steps = proof.proof.map((step) => fromBase64(step)!);
  if (!provesInclusion(sha256, { index: proof.index, size, leaf: leafHash(sha256, entry), root, proof: steps }))
    throw new Error('the leaf is not in the tree');
  const manifest = parseParts(utf8(proof.manifest));
  if (!same(partsRoot(sha256, manifest), parseLeaf(entry).parts)) throw new Error('the parts are not those of the leaf');
  const said = new Map<string, string>();
  for (const { name, commit } of manifest) {
    const part = proof.parts.find((one) => one.name === name);
    if (part?.content === undefined) continue;
    if (!same(commitTo(sha256, Buffer.from(part.salt, 'hex'), sha256(utf8(part.content))), commit))
      throw new Error(`${name} is not what was committed to`);
    said.set(name, part.content);
  }
  return said;
}

/** Proofs asked for of a schedule: each form record, and as many other messages. */
const most = 12;

/** RE5: the ledger proves what messages show, form records and others; to be asked once all is sequenced. */
export async function judgeProofs(site: Site, truth: Truth, seats: readonly Seat[]): Promise<void> {
  const shown = truth.messages.filter((m) => !m.recalled);
  const forms = shown.filter((m) => m.form).slice(-most);
  const others = shown.filter((m) => !m.form).slice(-most);
  for (const { conversation, seq, text, form } of [...forms, ...others]) {
    const seat = seats.find((one) => seq >= (truth.visibleFrom(one, conversation) ?? Number.POSITIVE_INFINITY));
    if (!seat) continue;
    const proof = await site.call(seat, 'records.proof', { conversation: conversation as never, seq });
    if (proof.state !== 'recorded') throw new Error(`RE5 ${conversation}/${seq} is ${proof.state}`);
    const said = await believe(proof).catch((error: Error) => {
      throw new Error(`RE5 ${conversation}/${seq}: ${error.message}`);
    });
    const goal = said.get('form:goal');
    if (JSON.parse(said.get('body')!).text !== text || (form && (!goal || JSON.parse(goal) !== form.goal)))
      throw new Error(`RE5 the proof of ${conversation}/${seq} says something else than the message`);
  }
}
