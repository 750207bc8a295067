import { Fault, LookUpAnswer, type Parsed } from '@rapport/contract';
import { GuardedFetchError, guardedFetch, newId, type Platform, webhookHeaders } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { handlesEver, ownersOf } from '../../contacts/index.ts';
import { requireCase } from '../guard.ts';
import { cardRows } from './desk-reader.ts';

const limits = { maxBytes: 100_000, timeout: 5_000 };
/** Words of a secret (Standard Webhooks, `whsec_` and base64). */
export const secretText = (secret: Uint8Array): string => `whsec_${Buffer.from(secret).toString('base64')}`;

const noAnswer = (reason: string): Fault => new Fault('conflict', { reason });

/** What came back, as far as it is what we asked for. */
function answerOf(status: number, body: Buffer): LookUpAnswer {
  if (status !== 200) throw noAnswer('the other side answered with an error');
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw noAnswer('the other side answered something else');
  }
  const read = LookUpAnswer.safeParse(value);
  if (!read.success) throw noAnswer('the other side answered something else');
  return read.data;
}

/** Asks elsewhere what is known of the contact of a case: how channels know them, and the number of the case; nothing of what they said. */
export async function lookUp(
  platform: Platform,
  actor: Actor,
  { case: id, card: asked }: Parsed<'cases.lookUp'>,
): Promise<LookUpAnswer> {
  const row = await requireCase(platform, platform.db, actor, id);
  const card = (await cardRows(platform.db)).find((one) => one.id === asked && !one.archived);
  if (!card || (card.inbox !== null && !row.inboxes.includes(card.inbox))) throw new Fault('not-found', { what: 'card' });
  const [owner] = await ownersOf(platform.db, [row.handle]);
  const handles = owner ? await ownersOf(platform.db, await handlesEver(platform.db, owner.contact)) : [];
  const body = JSON.stringify({
    case: row.number,
    contact: { id: owner?.contact, name: owner?.name, handles: handles.map(({ kind, value }) => ({ kind, value })) },
  });
  const named = new Set(platform.config.allowAddresses);
  const headers = webhookHeaders(platform.vault.open(card.secret), { id: newId(), at: platform.clock.now(), body });
  try {
    const answer = await guardedFetch(card.url, {
      ...limits,
      allow: (address, port) => named.has(`${address}:${port}`),
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body,
    });
    return answerOf(answer.status, answer.body);
  } catch (error) {
    if (!(error instanceof GuardedFetchError)) throw error;
    if (error.reason === 'address' || error.reason === 'scheme' || error.reason === 'port')
      throw new Fault('address-not-allowed');
    throw noAnswer('the other side did not answer');
  }
}
