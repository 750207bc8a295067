import { createHash } from 'node:crypto';
import type { Arrival, At, ChannelEvent, ChannelHandle, Inbound, Ingest } from '../adapter.ts';
import { Unreadable } from '../adapter.ts';
import { CallbackRefused } from './callback-box.ts';
import { type Fields, readCallback, wordsOf } from './callback-text.ts';
import { keepMedia, noFileWords } from './media.ts';
import { official } from './official.ts';
import { Once } from './once.ts';
import { withinSecond } from './second.ts';
import type { WechatSettings } from './settings.ts';
import { templateReceipt } from './template.ts';
import { ask, textOf } from './vendor-api.ts';
import { bracketed, mediaWords, wordsOfMessage } from './words.ts';

/**
 * What tells a callback from all others of its account: a message by MsgId; an event, which has none, by who, when and what. Repeats of the vendor
 * are equal in all of these (developers.weixin.qq.com, 接收普通消息, 接收事件推送).
 */
export function keyOf(fields: Fields, raw: Uint8Array): string {
  const said = (name: string): string => wordsOf(fields, name);
  if (saysTwice(fields)) return `odd/${createHash('sha256').update(raw).digest('hex')}`;
  if (said('MsgType') !== 'event' && said('MsgId') !== '') return `message/${said('MsgId')}`;
  return ['event', said('FromUserName'), said('CreateTime'), said('MsgType'), said('Event'), said('EventKey') || said('MsgID')]
    .join('/')
    .slice(0, 400);
}

/** Whether one of the fields that say who and which is there twice: somebody has written markup that came through. */
const saysTwice = (fields: Fields): boolean =>
  ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'MsgId', 'Event'].some((name) => Array.isArray(fields[name]));

type Person = { from: ChannelHandle; alias: ChannelHandle[] };

const people = new Once<At<WechatSettings>, Person>();

/** A person of this account, asked for once while a page of arrivals is read; anew when they follow. */
async function personOf(fields: Fields, at: At<WechatSettings>, follows: boolean): Promise<Person> {
  const openid = wordsOf(fields, 'FromUserName');
  if (openid === '') throw new Unreadable('It says nobody it is from.');
  return people.of(at, follows ? `${openid}/follows` : openid, () => askPerson(openid, fields, at, follows));
}

/** The unionid, which is the same at every account of the organization, beside the openid. */
async function askPerson(openid: string, fields: Fields, at: At<WechatSettings>, askAnyway: boolean): Promise<Person> {
  const from: ChannelHandle = { kind: 'wechat', value: openid, scope: at.settings.appId, strength: 'verified' };
  if (!askAnyway && (await at.knows(from))) return { from, alias: [] };
  // A mini-program may not ask who somebody is, and a name is worth less than the message: without it goes as well.
  const answer = await ask(official, at, '/cgi-bin/user/info', { query: { openid, lang: 'zh_CN' } }).catch((error: Error) => {
    at.note('info', 'a contact could not be asked for', { why: error.name });
    return {};
  });
  const union = textOf(answer, 'unionid') || wordsOf(fields, 'UnionId');
  const display = textOf(answer, 'nickname');
  return {
    from: display === '' ? from : { ...from, display },
    alias: union === '' ? [] : [{ kind: 'wechat', value: union, scope: 'union', strength: 'verified' }],
  };
}

/** Words and bytes of a message. */
async function content(fields: Fields, at: At<WechatSettings>, arrival: Arrival): Promise<Pick<Inbound, 'text' | 'files'>> {
  const type = wordsOf(fields, 'MsgType');
  const what = mediaWords[type];
  const mediaId = wordsOf(fields, 'MediaId');
  if (what === undefined || mediaId === '') return { text: wordsOfMessage(fields) };
  const picture = wordsOf(fields, 'PicUrl');
  const name = `${type}-${wordsOf(fields, 'MsgId')}`;
  const file = await keepMedia(official, at, { mediaId, name, arrival, ...(picture ? { fallback: picture } : {}) });
  // What the vendor heard in a voice message is its guess: kept as words beside the voice.
  const heard = wordsOf(fields, 'Recognition');
  if (typeof file === 'string') return { text: bracketed(what, noFileWords[file], heard) };
  return { text: bracketed(what, heard), files: [file] };
}

async function messageOf(fields: Fields, at: At<WechatSettings>, arrival: Arrival): Promise<Inbound> {
  const { from, alias } = await personOf(fields, at, false);
  const { text, files } = await content(fields, at, arrival);
  return {
    key: arrival.key,
    nativeId: wordsOf(fields, 'MsgId'),
    occurredAt: withinSecond(Number(wordsOf(fields, 'CreateTime')), arrival),
    from,
    alias,
    ours: [wordsOf(fields, 'ToUserName')],
    thread: '',
    text: text.trim() === '' ? '[空消息]' : text,
    ...(files ? { files } : {}),
    // An answer chosen from a menu in the talk counts as a tap on a menu, not as words (kf/intro, "Special Note").
    trigger: wordsOf(fields, 'bizmsgmenuid') === '' ? 'inbound' : 'menu',
  };
}

type Meaning = Pick<ChannelEvent, 'type'> & Partial<Pick<ChannelEvent, 'trigger'>>;

/** Events that mean something to the house. Of menus only these three kinds let one answer. */
const events: Readonly<Record<string, Meaning>> = {
  subscribe: { type: 'followed', trigger: 'follow' },
  unsubscribe: { type: 'left' },
  SCAN: { type: 'scanned', trigger: 'scan' },
  CLICK: { type: 'menu', trigger: 'menu' },
  scancode_push: { type: 'menu', trigger: 'menu' },
  scancode_waitmsg: { type: 'menu', trigger: 'menu' },
  VIEW: { type: 'menu' },
  user_enter_tempsession: { type: 'entered', trigger: 'enter' },
  kf_close_session: { type: 'session-ended' },
};

/** Of an event what may stand in the log of an account: which menu, which code; nothing that somebody wrote. */
function factsOf(fields: Fields): Record<string, string> {
  const key = wordsOf(fields, 'EventKey').slice(0, 200);
  return { event: wordsOf(fields, 'Event'), ...(key === '' ? {} : { key }) };
}

async function eventOf(fields: Fields, at: At<WechatSettings>, arrival: Arrival): Promise<Ingest[]> {
  const name = wordsOf(fields, 'Event');
  if (name === 'TEMPLATESENDJOBFINISH') return [{ receipt: templateReceipt(fields, arrival) }];
  const meaning = events[name];
  if (!meaning) {
    at.note('info', 'an event that means nothing here', { event: name.slice(0, 60) });
    return [];
  }
  const { from, alias } = await personOf(fields, at, name === 'subscribe');
  const occurred = withinSecond(Number(wordsOf(fields, 'CreateTime')), arrival);
  const { welcome } = at.settings;
  const greeting = meaning.type === 'followed' && welcome !== undefined ? { greeting: { text: welcome, thread: '' } } : {};
  return [{ event: { key: arrival.key, ...meaning, who: from, alias, at: occurred, facts: factsOf(fields), ...greeting } }];
}

/** What a callback of an Official Account or a mini-program says. */
export async function readArrival(arrival: Arrival, at: At<WechatSettings>): Promise<readonly Ingest[]> {
  let fields: Fields;
  try {
    fields = readCallback(arrival.raw);
  } catch (error) {
    throw error instanceof CallbackRefused ? new Unreadable(error.message) : error;
  }
  if (saysTwice(fields)) throw new Unreadable('It says twice who sent it, or which it is.');
  if (!/^\d{1,12}$/.test(wordsOf(fields, 'CreateTime'))) throw new Unreadable('It says no time.');
  if (wordsOf(fields, 'MsgType') === 'event') return eventOf(fields, at, arrival);
  return [{ message: await messageOf(fields, at, arrival) }];
}
