import type { Message } from '@rapport/contract';
import { type Fields, wordsOf } from './callback-text.ts';

/** Words for what is no text, in brackets as WeChat itself writes them in its lists of chats. */
export const bracketed = (what: string, ...more: readonly string[]): string =>
  [`[${what}]`, ...more.map((one) => one.trim()).filter((one) => one !== '')].join(' ');

/** A place on the earth, as one can copy it into a map (RFC 5870). */
export const placeWords = (what: string, names: readonly string[], latitude: string, longitude: string): string =>
  bracketed(what, ...new Set(names), latitude === '' ? '' : `geo:${latitude},${longitude}`);

/** A place that somebody here sends. */
export const placeOf = ({ label, latitude, longitude }: NonNullable<Message['location']>): string =>
  placeWords('位置', [label ?? ''], String(latitude), String(longitude));

/** Kinds whose bytes are fetched, with the word for each. */
export const mediaWords: Readonly<Record<string, string>> = {
  image: '图片',
  voice: '语音',
  video: '视频',
  shortvideo: '小视频',
  file: '文件',
};

/** What people read of a message of an Official Account or a mini-program that brings no bytes. */
export function wordsOfMessage(fields: Fields): string {
  const said = (name: string): string => wordsOf(fields, name);
  switch (said('MsgType')) {
    case 'text':
      return said('Content');
    case 'location':
      return placeWords('位置', [said('Label')], said('Location_X'), said('Location_Y'));
    case 'link':
      return bracketed('链接', said('Title'), said('Description'), said('Url'));
    case 'miniprogrampage':
      return bracketed('小程序', said('Title'), said('PagePath'));
    case 'file':
      // The vendor tells of it and lets nobody fetch it.
      return bracketed('文件', said('Title'), said('Description'), '（微信不向公众号提供文件内容）');
    default:
      return bracketed(`无法显示的消息：${said('MsgType') || '未知类型'}`, said('Content'), said('Title'));
  }
}
