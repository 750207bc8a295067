import type { At, ChannelAdapter, Health, WebhookAnswer, WebhookRequest } from '../adapter.ts';
import { keysOf, openCallback } from '../wechat/callback.ts';
import { CallbackRefused } from '../wechat/callback-box.ts';
import { type Fields, readCallback, wordsOf } from '../wechat/callback-text.ts';
import { healthOf } from '../wechat/health.ts';
import { callbackSecretFields } from '../wechat/settings.ts';
import { ask, listOf, textOf } from '../wechat/vendor-api.ts';
import { readArrival } from './read-arrival.ts';
import { sendMessage } from './send.ts';
import { type WecomSettings, wecomCapabilities, wecomSettings } from './settings.ts';
import { syncMessages } from './sync.ts';
import { service } from './vendor.ts';

/** A callback only says that there is something to fetch, and brings the token to fetch it with. */
async function webhook(request: WebhookRequest, at: At<WecomSettings>): Promise<WebhookAnswer> {
  const { corpId, openKfIds } = at.settings;
  const opened = openCallback(request, { keys: keysOf(at, corpId), mode: 'encrypted', plainCheck: false, now: at.now() });
  if ('answer' in opened) return opened.answer;
  let fields: Fields;
  try {
    fields = readCallback(opened.body);
  } catch (error) {
    if (error instanceof CallbackRefused) return { refused: 'malformed', status: 400 };
    throw error;
  }
  const reply = { status: 200, body: '' };
  const key = wordsOf(fields, 'OpenKfId');
  if (wordsOf(fields, 'Event') !== 'kf_msg_or_event' || !openKfIds.includes(key)) return { reply };
  const hint = wordsOf(fields, 'Token');
  return { reply, pull: hint === '' ? { key } : { key, hint } };
}

const health = (at: At<WecomSettings>): Promise<Health> =>
  healthOf(async () => {
    const answer = await ask(service, at, '/cgi-bin/kf/account/list', { body: { offset: 0, limit: 100 } });
    const known = new Set(listOf(answer, 'account_list').map((one) => textOf(one, 'open_kfid')));
    const missing = at.settings.openKfIds.find((one) => !known.has(one));
    if (missing === undefined) return undefined;
    return { ok: false, detail: { en: `This WeCom has no ${missing}.`, zh: `该企业微信中没有客服账号${missing}。` } };
  });

/** 微信客服 of WeCom: callbacks say that something is there, sync_msg fetches it, send_msg answers. */
export const wecomAdapter: ChannelAdapter<WecomSettings> = {
  kind: 'wecom',
  settings: wecomSettings,
  secrets: [{ name: 'secret', sentTo: ['api', 'corpId'] }, ...callbackSecretFields],
  capabilities: wecomCapabilities,
  webhook,
  pull: syncMessages,
  pulls: ({ openKfIds, askEvery }) => openKfIds.map((key) => ({ key, every: askEvery * 60_000 })),
  read: readArrival,
  send: sendMessage,
  health,
};
