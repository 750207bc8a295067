import type { Arrival, At, ChannelEvent, ChannelHandle, Inbound, Ingest, Receipt } from '../adapter.ts';
import { Unreadable } from '../adapter.ts';
import { keepMedia, noFileWords } from '../wechat/media.ts';
import { Once } from '../wechat/once.ts';
import { withinSecond } from '../wechat/second.ts';
import { type Answer, ask, inside, listOf, textOf } from '../wechat/vendor-api.ts';
import { bracketed, mediaWords } from '../wechat/words.ts';
import { messageOf } from './native-id.ts';
import type { WecomSettings } from './settings.ts';
import { service } from './vendor.ts';
import { wordsOfMessage } from './words.ts';

/** Who a message is of: 3 the person, 4 the vendor, 5 a colleague in WeCom's own app. */
const fromPerson = 3;
const fromVendor = 4;
const fromColleague = 5;

type Person = { from: ChannelHandle; alias: ChannelHandle[] };

const people = new Once<At<WecomSettings>, Person>();

/** A person of this WeCom, asked for once while a page of arrivals is read. */
async function personOf(externalId: string, at: At<WecomSettings>): Promise<Person> {
  if (externalId === '') throw new Unreadable('It says nobody it is from.');
  return people.of(at, externalId, () => askPerson(externalId, at));
}

/** The unionid, which is the same at the organization's Official Accounts, beside the external_userid (kf/customer/batchget). */
async function askPerson(externalId: string, at: At<WecomSettings>): Promise<Person> {
  const from: ChannelHandle = { kind: 'wecom', value: externalId, scope: at.settings.corpId, strength: 'verified' };
  if (await at.knows(from)) return { from, alias: [] };
  const body = { external_userid_list: [externalId], need_enter_session_context: 0 };
  const answer = await ask(service, at, '/cgi-bin/kf/customer/batchget', { body }).catch((error: Error) => {
    at.note('info', 'a contact could not be asked for', { why: error.name });
    return {};
  });
  const found = listOf(answer, 'customer_list')[0];
  const display = textOf(found, 'nickname');
  const union = textOf(found, 'unionid');
  return {
    from: display === '' ? from : { ...from, display },
    alias: union === '' ? [] : [{ kind: 'wechat', value: union, scope: 'union', strength: 'verified' }],
  };
}

async function content(message: Answer, at: At<WecomSettings>, arrival: Arrival): Promise<Pick<Inbound, 'text' | 'files'>> {
  const type = textOf(message, 'msgtype');
  const what = mediaWords[type];
  const mediaId = textOf(inside(message, type), 'media_id');
  if (what === undefined || mediaId === '') return { text: wordsOfMessage(message) };
  const file = await keepMedia(service, at, { mediaId, name: `${type}-${textOf(message, 'send_time')}`, arrival });
  return typeof file === 'string' ? { text: bracketed(what, noFileWords[file]) } : { text: bracketed(what), files: [file] };
}

/** What somebody said to us, or a colleague said to them in WeCom's own app. */
async function inboundOf(message: Answer, at: At<WecomSettings>, arrival: Arrival, colleague?: string): Promise<Ingest[]> {
  const { from, alias } = await personOf(textOf(message, 'external_userid'), at);
  const openKfId = textOf(message, 'open_kfid');
  const { text, files } = await content(message, at, arrival);
  const inbound: Inbound = {
    key: arrival.key,
    nativeId: textOf(message, 'msgid'),
    occurredAt: withinSecond(Number(message.send_time), arrival),
    from,
    alias,
    ours: [openKfId],
    // One person may write to several 客服账号: each is a talk of its own, and an answer must go out by the same.
    thread: openKfId,
    text: text.trim() === '' ? '[空消息]' : text,
    ...(files ? { files } : {}),
    ...(colleague === undefined ? {} : { byColleague: colleague }),
  };
  return [{ message: inbound }];
}

/** Failures that the next message to this person would meet again: they refuse us. */
const refusedByPerson = '10';

function failureOf(event: Answer, key: string, at: number): Ingest[] {
  const nativeId = textOf(event, 'fail_msgid');
  const outbound = messageOf(nativeId);
  const code = textOf(event, 'fail_type');
  const receipt: Receipt = { key, nativeId, state: 'failed', at, code, permanent: code === refusedByPerson };
  return [{ receipt: outbound === undefined ? receipt : { ...receipt, outbound } }];
}

/** 结束会话. */
const sessionEnded = 3;

/** Somebody opened the talk; who has not written lately is welcomed once, while the vendor's code for it holds. */
function enteredOf(event: Answer, { settings: { welcome } }: At<WecomSettings>): Partial<ChannelEvent> {
  const occasion = textOf(event, 'welcome_code');
  if (welcome === undefined || occasion === '') return {};
  return { trigger: 'enter', greeting: { text: welcome, thread: textOf(event, 'open_kfid'), occasion } };
}

async function eventOf(message: Answer, at: At<WecomSettings>, arrival: Arrival): Promise<Ingest[]> {
  const event = inside(message, 'event');
  const type = textOf(event, 'event_type');
  const { key } = arrival;
  const when = withinSecond(Number(message.send_time), arrival);
  if (type === 'msg_send_fail') return failureOf(event, key, when);
  // Taken back by the person, or by a colleague in WeCom's own app.
  if (type === 'user_recall_msg' || type === 'servicer_recall_msg')
    return [{ recall: { key, nativeId: textOf(event, 'recall_msgid') } }];
  const entered = type === 'enter_session';
  if (!entered && !(type === 'session_status_change' && Number(event.change_type) === sessionEnded)) {
    at.note('info', 'an event that means nothing here', { event: type.slice(0, 60) });
    return [];
  }
  const { from, alias } = await personOf(textOf(event, 'external_userid'), at);
  const facts = { openKfId: textOf(event, 'open_kfid'), ...(entered ? { scene: textOf(event, 'scene').slice(0, 200) } : {}) };
  const what = { type: entered ? 'entered' : 'session-ended', ...(entered ? enteredOf(event, at) : {}) } as const;
  return [{ event: { key, ...what, who: from, alias, at: when, facts } }];
}

/** What an entry of sync_msg says. */
export async function readArrival(arrival: Arrival, at: At<WecomSettings>): Promise<readonly Ingest[]> {
  let message: Answer;
  try {
    message = JSON.parse(Buffer.from(arrival.raw).toString('utf8')) as Answer;
  } catch {
    throw new Unreadable('It is no JSON.');
  }
  if (!(Number(message.send_time) > 0)) throw new Unreadable('It says no time.');
  const origin = Number(message.origin);
  if (textOf(message, 'msgtype') === 'event' || origin === fromVendor) return eventOf(message, at, arrival);
  if (origin === fromPerson) return inboundOf(message, at, arrival);
  if (origin === fromColleague) return inboundOf(message, at, arrival, textOf(message, 'servicer_userid') || 'WeCom');
  at.note('info', 'written by nobody known', { origin });
  return [];
}
