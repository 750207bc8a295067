import type { AccessTokens } from '../access-tokens.ts';
import { type ApiAnswer, type ApiCall, type ApiHandler, fine, jsonOf, refusal, uploadIn } from '../vendor-server.ts';
import type { WechatState } from './official-state.ts';

const message: Readonly<Record<number, string>> = {
  40001: 'invalid credential, access_token is invalid or not latest',
  41001: 'access_token missing',
  42001: 'access_token expired',
};

/** What uploads may be (developers.weixin.qq.com, api_uploadtempmedia). */
const uploads: Readonly<Record<string, { most: number; types: RegExp }>> = {
  image: { most: 10 << 20, types: /^image\/(png|jpeg|jpg|gif|bmp)$/ },
  voice: { most: 2 << 20, types: /^audio\/(amr|mp3|mpeg)$/ },
  video: { most: 10 << 20, types: /^video\/mp4$/ },
  thumb: { most: 64 << 10, types: /^image\/jpeg$/ },
};

function credentialProblem(state: WechatState, appid: string, secret: string): ApiAnswer | undefined {
  if (appid !== state.appId) return refusal(40013, 'invalid appid');
  return secret === state.appSecret ? undefined : refusal(40125, 'invalid appsecret');
}

function tokens(state: WechatState): Record<string, ApiHandler> {
  return {
    '/cgi-bin/token': ({ query }) =>
      credentialProblem(state, query.get('appid') ?? '', query.get('secret') ?? '') ?? state.tokens.take(true),
    '/cgi-bin/stable_token': (call) => {
      const { appid, secret, force_refresh: force } = jsonOf(call);
      return credentialProblem(state, String(appid), String(secret)) ?? state.stableTokens.take(force === true);
    },
  };
}

/** A call with a good token of either kind. */
const withToken =
  (state: WechatState, handle: ApiHandler): ApiHandler =>
  (call) => {
    const given = call.query.get('access_token');
    const codes = [state.tokens, state.stableTokens].map((one: AccessTokens) => one.check(given));
    if (codes.includes(0)) return handle(call);
    const code = codes.find((one) => one === 42001) ?? codes[0]!;
    return refusal(code, message[code] ?? 'invalid credential');
  };

function upload(state: WechatState, call: ApiCall): ApiAnswer {
  const type = call.query.get('type') ?? '';
  const rule = uploads[type];
  const file = uploadIn(call);
  if (!rule) return refusal(40004, 'invalid media type');
  if (!file) return refusal(41005, 'media data missing');
  if (!rule.types.test(file.type)) return refusal(40005, 'invalid file type');
  if (file.bytes.length > rule.most) return refusal(40006, 'invalid meida size');
  return { type, media_id: state.media.keep(file), created_at: Math.floor(state.clock.now() / 1000) };
}

function getMedia(state: WechatState, { query }: ApiCall): ApiAnswer {
  const media = state.media.find(query.get('media_id') ?? '');
  return media ? { ...media } : refusal(40007, 'invalid media_id');
}

/** What the message says, or why it says nothing. */
function contentOf(state: WechatState, asked: Record<string, unknown>): { bytes?: Buffer } | ApiAnswer {
  const type = String(asked.msgtype);
  const content = asked[type] as Record<string, unknown> | undefined;
  if (!content) return refusal(40008, 'invalid message type');
  if (type === 'text')
    return Buffer.byteLength(String(content.content ?? '')) > 2048 ? refusal(45002, 'content size out of limit') : {};
  const media = state.media.find(String(content.media_id));
  return media ? { bytes: media.bytes } : refusal(40007, 'invalid media_id');
}

function send(state: WechatState, call: ApiCall): ApiAnswer {
  const asked = jsonOf(call);
  const touser = String(asked.touser);
  const person = state.people.get(touser);
  if (!person) return refusal(40003, 'invalid openid');
  if (!person.follows) return refusal(43004, 'require subscribe');
  const content = contentOf(state, asked);
  if ('errcode' in content) return content;
  const taken = state.windows.take(touser);
  if (taken === 'window') return refusal(45015, 'response out of time limit or subscription is canceled');
  if (taken === 'quota') return refusal(45047, 'out of response count limit');
  const msgtype = String(asked.msgtype);
  state.sent.push({
    touser,
    msgtype,
    content: asked[msgtype] as Record<string, unknown>,
    ...(content as { bytes?: Buffer }),
    at: state.clock.now(),
  });
  return fine;
}

/** A template message: no window, but a follower, a known template and a value for each of its keywords (api_sendtemplatemessage). */
function sendTemplate(state: WechatState, call: ApiCall): ApiAnswer {
  const { touser, template_id: id, data, client_msg_id: own } = jsonOf(call);
  const person = state.people.get(String(touser));
  if (!person) return refusal(40003, 'invalid openid');
  const keywords = state.templates.get(String(id));
  if (!keywords) return refusal(40037, 'invalid template_id');
  if (!person.follows) return refusal(43004, 'require subscribe');
  const values = (data ?? {}) as Record<string, { value?: unknown } | undefined>;
  const missing = keywords.find((keyword) => String(values[keyword]?.value ?? '') === '');
  if (missing) return refusal(47003, `argument invalid! data.${missing}.value is empty`);
  const before = state.sent.find((one) => own !== undefined && one.content.client_msg_id === own && one.touser === person.openid);
  if (before?.msgid) return { ...fine, msgid: Number(before.msgid) };
  const msgid = String(3_000_000_000 + state.sent.length);
  const content = { template_id: id, client_msg_id: own, data: values };
  state.sent.push({ touser: person.openid, msgtype: 'template', content, msgid, at: state.clock.now() });
  return { ...fine, msgid: Number(msgid) };
}

/** What the account has taken from the library of templates (api_getalltemplates). */
const allTemplates = ({ templates }: WechatState): ApiAnswer => ({
  template_list: [...templates].map(([id, keywords]) => ({
    template_id: id,
    title: id.replace(/^\w+_/, ''),
    primary_industry: 'IT科技',
    deputy_industry: '互联网|电子商务',
    content: keywords.map((keyword, i) => `第${i + 1}项：{{${keyword}.DATA}}\n`).join(''),
    example: '',
  })),
});

function info(state: WechatState, { query }: ApiCall): ApiAnswer {
  const person = state.people.get(query.get('openid') ?? '');
  if (!person) return refusal(40003, 'invalid openid');
  // Of whoever does not follow the vendor says nothing more.
  if (!person.follows) return { subscribe: 0, openid: person.openid };
  return { subscribe: 1, openid: person.openid, nickname: person.nickname, unionid: person.unionid };
}

/** The interfaces of an Official Account that the house uses. */
export function officialApi(state: WechatState): Record<string, ApiHandler> {
  const guarded: Record<string, ApiHandler> = {
    '/cgi-bin/getcallbackip': () => ({ ip_list: ['101.226.62.77'] }),
    '/cgi-bin/user/info': (call) => info(state, call),
    '/cgi-bin/media/upload': (call) => upload(state, call),
    '/cgi-bin/media/get': (call) => getMedia(state, call),
    '/cgi-bin/message/custom/send': (call) => send(state, call),
    '/cgi-bin/template/get_all_private_template': () => allTemplates(state),
    '/cgi-bin/message/template/send': (call) => sendTemplate(state, call),
  };
  return {
    ...tokens(state),
    ...Object.fromEntries(Object.entries(guarded).map(([path, handle]) => [path, withToken(state, handle)])),
  };
}
