import { parseExact } from '@rapport/platform';
import type { ImportFile } from '../import-item.ts';
import { isJson, type Json, number, object, objects, strings, text } from '../slack/shapes.ts';

/** What a kind of message becomes: words as people read them, and the files that were with it. */
export interface KindWords {
  words: string;
  files: ImportFile[];
  /** Kinds that nobody has described: what is known of them is said. */
  unknown?: boolean;
}

const endings: Readonly<Record<string, string>> = { image: 'jpg', voice: 'amr', video: 'mp4', emotion: 'gif' };

/** A file that the archive names. Its bytes are fetched by the vendor's library and are not in the messages. */
function fileOf(what: string, content: Json): ImportFile {
  const md5 = text(content, 'md5sum') ?? 'unknown';
  const bytes = number(content, 'filesize') ?? number(content, 'voice_size') ?? number(content, 'imagesize');
  return {
    externalId: text(content, 'sdkfileid')?.slice(0, 200) ?? md5,
    name: text(content, 'filename') ?? `${what}-${md5.slice(0, 12)}.${endings[what] ?? 'bin'}`,
    ...(bytes === undefined || !Number.isSafeInteger(bytes) ? {} : { bytes }),
  };
}

const day = (seconds: number | undefined): string =>
  seconds ? new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ') : '';
const span = (content: Json): string =>
  [day(number(content, 'starttime')), day(number(content, 'endtime'))].filter((one) => one !== '').join(' – ') +
  (number(content, 'starttime') ? ' UTC' : '');
const yuan = (content: Json): string => `¥${((number(content, 'totalamount') ?? 0) / 100).toFixed(2)}`;

/** `[what] a b c`, the empty ones left out. */
const said = (what: string, ...more: (string | undefined)[]): string =>
  [`[${what}]`, ...more.filter((one) => one !== undefined && one !== '')].join(' ');
const only = (words: string): KindWords => ({ words, files: [] });

/** JSON within JSON, as chat records and mixed messages hold their parts. */
function innerOf(item: Json): Json {
  const source = text(item, 'content') ?? '';
  try {
    const value = parseExact(source);
    return isJson(value) ? value : { content: source };
  } catch {
    return { content: source };
  }
}

/** The kinds of chat records are named `ChatRecordText` and so on. */
const bare = (type: string): string => type.replace(/^ChatRecord/, '').toLowerCase();

function nested(items: readonly Json[], join: string): KindWords {
  const parts = items.map((item) => wordsOfKind(bare(text(item, 'type') ?? ''), innerOf(item)));
  return {
    words: parts
      .map((one) => one.words)
      .filter((one) => one !== '')
      .join(join),
    files: parts.flatMap((one) => one.files),
  };
}

function record(content: Json): KindWords {
  const inner = nested(objects(content, 'item'), '\n');
  return {
    words: [said('聊天记录', text(content, 'title')), inner.words].filter((one) => one !== '').join('\n'),
    files: inner.files,
  };
}

type Reader = (content: Json) => KindWords;
const t = (content: Json, ...names: string[]): (string | undefined)[] => names.map((name) => text(content, name));
const media =
  (what: string): Reader =>
  (content) => ({ words: '', files: [fileOf(what, content)] });

const call = (content: Json): KindWords => ({
  words: [
    said('语音会议', day(number(content, 'endtime'))),
    ...objects(content, 'demofiledata').map((one) => said('演示文件', ...t(one, 'filename', 'demooperator'))),
    ...objects(content, 'sharescreendata').map((one) => said('共享屏幕', ...t(one, 'share'))),
  ].join('\n'),
  files: text(content, 'sdkfileid') ? [fileOf('voice', content)] : [],
});

const collected = (content: Json): KindWords =>
  only(
    [
      said('填表', ...t(content, 'title', 'room_name', 'creator', 'create_time')),
      ...objects(content, 'details').map((one) => `${text(one, 'ques') ?? ''}（${text(one, 'type') ?? ''}）`),
    ].join('\n'),
  );

const news: Reader = (content) =>
  only(
    objects(content, 'item')
      .map((one) => said('图文', ...t(one, 'title', 'description', 'url')))
      .join('\n'),
  );

const envelope: Reader = (content) =>
  only(said('红包', text(content, 'wish'), text(content, 'totalcnt') && `${text(content, 'totalcnt')}个`, yuan(content)));

/** Kinds of 会话内容存档 (developer.work.weixin.qq.com/document/path/91774, read 2026-11). */
const kinds: Readonly<Record<string, Reader>> = {
  text: (c) => only(text(c, 'content') ?? ''),
  markdown: (c) => only(text(c, 'content') ?? ''),
  image: media('image'),
  voice: media('voice'),
  video: media('video'),
  emotion: media('emotion'),
  file: media('file'),
  agree: () => only(said('同意存档会话内容')),
  disagree: () => only(said('不同意存档会话内容')),
  card: (c) => only(said('名片', ...t(c, 'corpname', 'userid'))),
  location: (c) => only(said('位置', ...t(c, 'title', 'address'), `geo:${text(c, 'latitude')},${text(c, 'longitude')}`)),
  link: (c) => only(said('链接', ...t(c, 'title', 'description', 'link_url'))),
  weapp: (c) => only(said('小程序', ...t(c, 'displayname', 'title', 'description'))),
  chatrecord: record,
  todo: (c) => only(said('待办', ...t(c, 'title', 'content'))),
  vote: (c) => only([said('投票', text(c, 'votetitle')), ...strings(c, 'voteitem')].join('\n')),
  collect: collected,
  redpacket: envelope,
  external_redpacket: envelope,
  meeting: (c) => only(said('会议', text(c, 'topic'), span(c), ...t(c, 'address', 'remarks'))),
  docmsg: (c) => only(said('在线文档', ...t(c, 'title', 'link_url'))),
  doc: (c) => only(said('在线文档', ...t(c, 'title', 'link_url'))),
  news,
  calendar: (c) =>
    only(said('日程', text(c, 'title'), span(c), ...t(c, 'place', 'remarks'), strings(c, 'attendeename').join('、'))),
  mixed: (c) => nested(objects(c, 'item'), '\n'),
  meeting_voice_call: call,
  voip_doc_share: (c) => ({ words: said('音视频通话中共享的文件'), files: [fileOf('file', c)] }),
  sphfeed: (c) => only(said('视频号', ...t(c, 'sph_name', 'feed_desc'))),
  voiptext: (c) => only(said('音视频通话', text(c, 'callduration') && `${text(c, 'callduration')}秒`)),
  qydiskfile: (c) => only(said('微盘文件', text(c, 'filename'))),
};

/** What the content of a kind says. */
export function wordsOfKind(kind: string, content: Json): KindWords {
  const read = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (read) return read(content);
  return { words: said(`无法显示的消息：${kind || '未知类型'}`, ...t(content, 'title', 'content')), files: [], unknown: true };
}

/** Where a message of this kind has its content: mostly under its kind's name. */
export const contentOf = (entry: Json, kind: string): Json =>
  object(entry, kind) ?? object(entry, kind === 'docmsg' ? 'doc' : kind === 'external_redpacket' ? 'redpacket' : 'info') ?? {};
