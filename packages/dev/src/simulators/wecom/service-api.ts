import { type ApiAnswer, type ApiCall, type ApiHandler, fine, jsonOf, refusal, uploadIn } from '../vendor-server.ts';
import { type ServiceState, type WecomState, writeEntry } from './service-state.ts';

const threeDays = 3 * 86_400_000;
/** Calls of sync_msg without a token in a minute; the vendor says only that it is strict. */
const mostTokenless = 10;

const uploads: Readonly<Record<string, number>> = { image: 10 << 20, voice: 2 << 20, video: 10 << 20, file: 20 << 20 };

function getToken(state: WecomState, { query }: ApiCall): ApiAnswer {
  if (query.get('corpid') !== state.corpId) return refusal(40013, 'invalid corpid');
  if (query.get('corpsecret') !== state.secret) return refusal(40001, 'invalid credential');
  return { errcode: 0, errmsg: 'ok', ...state.tokens.take(false) };
}

const withToken =
  (state: WecomState, handle: ApiHandler): ApiHandler =>
  (call) => {
    const code = state.tokens.check(call.query.get('access_token'));
    if (code === 0) return handle(call);
    return code === 40001 ? refusal(40014, 'invalid access_token') : refusal(code, 'access_token expired');
  };

/** sync_msg (developer.work.weixin.qq.com/document/path/94670): a cursor is a place in the log. */
function sync(state: WecomState, tokenless: number[], call: ApiCall): ApiAnswer {
  const { cursor, token, limit, open_kfid: openKfId } = jsonOf(call);
  const now = state.clock.now();
  if (token === undefined) {
    const lately = tokenless.filter((at) => at > now - 60_000);
    tokenless.splice(0, tokenless.length, ...lately, now);
    if (lately.length >= mostTokenless) return refusal(45009, 'reach max api daily quota limit');
  } else if ((state.syncTokens.get(String(token)) ?? 0) < now) return refusal(95007, 'invalid msg token');
  const from = cursor === undefined ? 0 : Number(Buffer.from(String(cursor), 'base64url').toString());
  if (!Number.isInteger(from) || from < 0 || from > state.log.length) return refusal(95008, 'invalid cursor');
  const most = Math.min(Number(limit ?? 1000), 1000);
  let end = from;
  const list: unknown[] = [];
  if (state.emptyPages > 0 && end < state.log.length) state.emptyPages--;
  else
    for (; end < state.log.length && list.length < most; end++) {
      const entry = state.log[end]!;
      if ((openKfId === undefined || entry.openKfId === openKfId) && entry.at > now - threeDays) list.push(entry.message);
    }
  const next = Buffer.from(`${end}`).toString('base64url');
  return { errcode: 0, errmsg: 'ok', next_cursor: next, has_more: end < state.log.length ? 1 : 0, msg_list: list };
}

function upload(state: WecomState, call: ApiCall): ApiAnswer {
  const type = call.query.get('type') ?? '';
  const file = uploadIn(call);
  const most = uploads[type];
  if (most === undefined) return refusal(40005, 'invalid type');
  if (!file || file.bytes.length < 5) return refusal(40058, 'media too small');
  if (file.bytes.length > most) return refusal(40006, 'invalid file size');
  return {
    errcode: 0,
    errmsg: 'ok',
    type,
    media_id: state.media.keep(file),
    created_at: `${Math.floor(state.clock.now() / 1000)}`,
  };
}

function getMedia(state: WecomState, { query }: ApiCall): ApiAnswer {
  const media = state.media.find(query.get('media_id') ?? '');
  return media ? { ...media } : refusal(40007, 'invalid media_id');
}

function contentProblem(state: WecomState, msgtype: string, content: Record<string, unknown> | undefined): ApiAnswer | undefined {
  if (!content) return refusal(40008, 'invalid message type');
  if (msgtype === 'text' && Buffer.byteLength(String(content.content)) > 2048) return refusal(40058, 'text too long');
  if (content.media_id !== undefined && !state.media.find(String(content.media_id))) return refusal(40007, 'invalid media_id');
  return undefined;
}

function send(state: WecomState, call: ApiCall): ApiAnswer {
  const asked = jsonOf(call);
  const { touser, open_kfid: openKfId, msgid, msgtype } = asked as Record<string, string>;
  if (!state.customers.has(touser!)) return refusal(40096, 'invalid external userid');
  if (!/^[0-9a-zA-Z_-]{1,32}$/.test(msgid ?? '')) return refusal(40058, 'msgid exceed max length');
  const content = asked[msgtype!] as Record<string, unknown> | undefined;
  const problem = contentProblem(state, msgtype!, content);
  if (problem) return problem;
  const key = `${openKfId}/${touser}`;
  if ((state.states.get(key) ?? 4) > 1) return refusal(95018, 'send msg session status invalid');
  const taken = state.windows.take(key);
  if (taken !== 'taken') return taken === 'window' ? refusal(95013, 'conversation end') : refusal(95001, 'reach message limit');
  const bytes = state.media.find(String(content!.media_id))?.bytes;
  state.sent.push({
    touser: touser!,
    openKfId: openKfId!,
    msgid: msgid!,
    msgtype: msgtype!,
    content: content!,
    ...(bytes ? { bytes } : {}),
  });
  const failType = state.failures.shift();
  if (failType !== undefined) {
    const event = {
      event_type: 'msg_send_fail',
      open_kfid: openKfId,
      external_userid: touser,
      fail_msgid: msgid,
      fail_type: failType,
    };
    writeEntry(state, openKfId!, { origin: 4, msgtype: 'event', event });
    state.tell(openKfId!);
  }
  return { errcode: 0, errmsg: 'ok', msgid: msgid! };
}

/** send_msg_on_event (document/path/95122): a code of entering lets one message through, once, for 20 seconds. */
function sendOnEvent(state: WecomState, call: ApiCall): ApiAnswer {
  const { code, msgid, msgtype, ...asked } = jsonOf(call) as Record<string, unknown>;
  const welcome = state.welcomes.get(String(code));
  if (!welcome || welcome.until < state.clock.now()) return refusal(95003, 'code expired');
  if (msgtype !== 'text' && msgtype !== 'msgmenu') return refusal(40008, 'invalid message type');
  const content = asked[msgtype] as Record<string, unknown> | undefined;
  const problem = contentProblem(state, msgtype, content);
  if (problem) return problem;
  // Used, and remembered: within two days nobody is welcomed again.
  welcome.until = state.clock.now() - 1;
  const { externalId, openKfId } = welcome;
  state.sent.push({ touser: externalId, openKfId, msgid: String(msgid), msgtype, content: content! });
  return { errcode: 0, errmsg: 'ok', msgid: String(msgid) };
}

function customers(state: WecomState, call: ApiCall): ApiAnswer {
  const { external_userid_list: wanted } = jsonOf(call) as { external_userid_list: string[] };
  const found = wanted.flatMap((one) => state.customers.get(one) ?? []);
  return {
    errcode: 0,
    errmsg: 'ok',
    customer_list: found.map(({ externalId, nickname, unionid }) => ({
      external_userid: externalId,
      nickname,
      unionid,
      gender: 0,
    })),
    invalid_external_userid: wanted.filter((one) => !state.customers.has(one)),
  };
}

/** Which state may follow which (document/path/94669). */
const following: Readonly<Record<ServiceState, readonly ServiceState[]>> = {
  0: [1, 2, 3, 4],
  1: [2, 3, 4],
  2: [3, 4],
  3: [3, 4],
  4: [],
};

function serviceState(state: WecomState, call: ApiCall, change: boolean): ApiAnswer {
  const { open_kfid: kf, external_userid: who, service_state: wanted } = jsonOf(call);
  const key = `${String(kf)}/${String(who)}`;
  const now = state.states.get(key) ?? 4;
  if (!change) return { errcode: 0, errmsg: 'ok', service_state: now };
  if (!following[now].includes(Number(wanted) as ServiceState)) return refusal(95016, 'not allow to change service state');
  state.states.set(key, Number(wanted) as ServiceState);
  return { ...fine, msg_code: 'MSG_CODE' };
}

/** The interfaces of 微信客服 that the house uses. */
export function serviceApi(state: WecomState): Record<string, ApiHandler> {
  const tokenless: number[] = [];
  const guarded: Record<string, ApiHandler> = {
    '/cgi-bin/kf/account/list': () => ({
      errcode: 0,
      errmsg: 'ok',
      account_list: state.openKfIds.map((open_kfid, n) => ({ open_kfid, name: `客服${n + 1}` })),
    }),
    '/cgi-bin/kf/customer/batchget': (call) => customers(state, call),
    '/cgi-bin/kf/sync_msg': (call) => sync(state, tokenless, call),
    '/cgi-bin/kf/send_msg': (call) => send(state, call),
    '/cgi-bin/kf/send_msg_on_event': (call) => sendOnEvent(state, call),
    '/cgi-bin/kf/service_state/get': (call) => serviceState(state, call, false),
    '/cgi-bin/kf/service_state/trans': (call) => serviceState(state, call, true),
    '/cgi-bin/media/upload': (call) => upload(state, call),
    '/cgi-bin/media/get': (call) => getMedia(state, call),
  };
  return {
    '/cgi-bin/gettoken': (call) => getToken(state, call),
    ...Object.fromEntries(Object.entries(guarded).map(([path, handle]) => [path, withToken(state, handle)])),
  };
}
