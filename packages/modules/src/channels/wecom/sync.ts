import { createHash } from 'node:crypto';
import { type Arrival, type At, CredentialsRefused, type Pulled } from '../adapter.ts';
import { type Answer, ask, isUnwelcome, listOf, textOf, VendorRefused } from '../wechat/vendor-api.ts';
import type { WecomSettings } from './settings.ts';
import { service } from './vendor.ts';

/** The most that one call answers. */
const limit = 1000;
/** The token of a callback was not of this call, or older than its ten minutes ("invalid msg token"). */
const invalidToken = 95007;

async function syncOnce(
  at: At<WecomSettings>,
  openKfId: string,
  token: string | undefined,
  cursor: string | undefined,
): Promise<Answer> {
  const body = {
    ...(cursor === undefined ? {} : { cursor }),
    ...(token === undefined ? {} : { token }),
    limit,
    // AMR: what the house can keep and play after conversion; SILK is the vendor's own.
    voice_format: 0,
    open_kfid: openKfId,
  };
  return ask(service, at, '/cgi-bin/kf/sync_msg', { body });
}

/** A message as it is kept; one without an id, which should not be, by what it says. */
function arrivalOf(message: Answer): Arrival {
  const raw = Buffer.from(JSON.stringify(message));
  const id = textOf(message, 'msgid');
  return { key: id === '' ? `odd/${createHash('sha256').update(raw).digest('hex')}` : `kf/${id}`.slice(0, 400), raw };
}

/**
 * What is new at one 客服账号 (kf/sync_msg, developer.work.weixin.qq.com/document/path/94670). Without a cursor the vendor begins three days back. It may
 * say that there is more and answer nothing: then the next cursor goes on.
 */
export async function syncMessages(
  { key, hint, cursor }: { key: string; hint: string | undefined; cursor: string | undefined },
  at: At<WecomSettings>,
): Promise<Pulled> {
  const answer = await syncOnce(at, key, hint, cursor).catch((error: unknown) => {
    const unwelcome = isUnwelcome(error);
    if (unwelcome !== undefined) throw new CredentialsRefused(unwelcome);
    if (hint === undefined || !(error instanceof VendorRefused && error.code === invalidToken)) throw error;
    return syncOnce(at, key, undefined, cursor);
  });
  const next = textOf(answer, 'next_cursor');
  const messages = listOf(answer, 'msg_list');
  // Standing still is no progress: a cursor that stays where it is would be asked for ever.
  const moved = messages.length > 0 || (next !== '' && next !== cursor);
  return {
    arrivals: messages.map(arrivalOf),
    ...(next === '' ? {} : { next }),
    more: Number(answer.has_more ?? 0) === 1 && moved,
  };
}
