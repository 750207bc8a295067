import { type DayInterval, daysOf, intersect } from './days.ts';
import { fold } from './fold.ts';
import type { Operator, QueryProblem } from './query-problem.ts';
import { termTokens } from './tokens.ts';

export const queryLimits = { characters: 512, terms: 24 } as const;

export interface SearchTerm {
  /** As typed, without quotation marks. */
  text: string;
  folded: string;
  /** A word at the end may go on in the text; false for a phrase whose quotation mark is closed. */
  openEnd: boolean;
  excluded: boolean;
}
export type PersonRef = { by: 'me' } | { by: 'id'; id: string } | { by: 'name'; name: string };
export type ContactRef = { by: 'id'; id: string } | { by: 'name'; name: string };
export type ConversationRef = { by: 'id'; id: string } | { by: 'name'; name: string };
export const attachmentKinds = ['file', 'image', 'link'] as const;
export type AttachmentKind = (typeof attachmentKinds)[number];
export type Excludable<T> = T & { excluded: boolean };

/** A parsed query. Terms and kinds must all hold; several `from` (or `in`) are alternatives, the excluded ones never. */
export interface SearchQuery {
  terms: SearchTerm[];
  from: Excludable<PersonRef>[];
  in: Excludable<ConversationRef>[];
  has: { kind: AttachmentKind; excluded: boolean }[];
  /** Kinds of channels of talk with customers; several are alternatives. */
  channels: Excludable<{ kind: string }>[];
  /** Whom talk with customers is with; several are alternatives. */
  contacts: Excludable<ContactRef>[];
  /** Numbers of cases; several are alternatives. */
  cases: number[];
  days: DayInterval;
}
export type ParsedQuery = { ok: true; query: SearchQuery } | { ok: false; problem: QueryProblem };

/** Looked up with what people type, hence maps: an object would also answer to `constructor`. */
const operators = new Map<string, Operator>([
  ...(['from', '来自', '來自', '发自', '發自'] as const).map((name) => [name, 'from'] as const),
  ...(['in', '会话', '會話'] as const).map((name) => [name, 'in'] as const),
  ...(['before', '早于', '早於'] as const).map((name) => [name, 'before'] as const),
  ...(['after', '晚于', '晚於'] as const).map((name) => [name, 'after'] as const),
  ...(['on', '日期'] as const).map((name) => [name, 'on'] as const),
  ...(['has', '包含', '含'] as const).map((name) => [name, 'has'] as const),
  ...(['channel', '渠道'] as const).map((name) => [name, 'channel'] as const),
  ...(['contact', 'customer', '联系人', '聯絡人', '客户', '客戶'] as const).map((name) => [name, 'contact'] as const),
  ...(['case', '工单', '工單'] as const).map((name) => [name, 'case'] as const),
]);
/** Kinds of channels by the names that people write; any other name of a kind is taken as it is. */
const channelNames = new Map<string, string>([
  ...(['mail', '邮件', '郵件', '邮箱'] as const).map((name) => [name, 'email'] as const),
  ...(['网页', '網頁', '网页客服'] as const).map((name) => [name, 'web'] as const),
  ...(['微信', '微信公众号', '公众号'] as const).map((name) => [name, 'wechat'] as const),
  ...(['企业微信', '企業微信'] as const).map((name) => [name, 'wecom'] as const),
  ...(['电话', '電話'] as const).map((name) => [name, 'phone'] as const),
  ...(['拜访', '拜訪'] as const).map((name) => [name, 'visit'] as const),
  ...(['信函', '信件'] as const).map((name) => [name, 'letter'] as const),
  ...(['接口'] as const).map((name) => [name, 'api'] as const),
]);
const channelKinds = ['email', 'web', 'wechat', 'wecom', 'phone', 'visit', 'letter', 'api'];
const kindNames = new Map<string, AttachmentKind>([
  ...(['file', 'files', '文件', '檔案'] as const).map((name) => [name, 'file'] as const),
  ...(['image', 'images', '图片', '圖片'] as const).map((name) => [name, 'image'] as const),
  ...(['link', 'links', '链接', '鏈接', '連結'] as const).map((name) => [name, 'link'] as const),
]);
const closing = new Map([
  ['"', '"'],
  ['“', '”'],
  ['”', '”'],
  ['「', '」'],
  ['＂', '＂'],
]);
const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

interface Piece {
  operator?: Operator;
  value: string;
  quoted: boolean;
  /** The quotation mark was closed. */
  closed: boolean;
  excluded: boolean;
  at: number;
}

/** Reads a value at `at`: in quotation marks, or up to white space. */
function readValue(text: string, at: number): { value: string; quoted: boolean; closed: boolean; end: number } {
  const close = closing.get(text.charAt(at));
  if (close === undefined) {
    const space = /\s/u.exec(text.slice(at));
    const end = space ? at + space.index : text.length;
    return { value: text.slice(at, end), quoted: false, closed: true, end };
  }
  // Input methods pair their own quotation marks, people mix them: either closes.
  const candidates = [close, '"', '”'].map((mark) => text.indexOf(mark, at + 1)).filter((index) => index >= 0);
  const end = candidates.length > 0 ? Math.min(...candidates) : -1;
  if (end < 0) return { value: text.slice(at + 1), quoted: true, closed: false, end: text.length };
  return { value: text.slice(at + 1, end), quoted: true, closed: true, end: end + 1 };
}

function* pieces(text: string): Generator<Piece> {
  for (let i = 0; i < text.length; ) {
    if (/\s/u.test(text.charAt(i))) {
      i++;
      continue;
    }
    const at = i;
    const excluded = /^[-－−][^\s]/u.test(text.slice(i, i + 2));
    if (excluded) i++;
    const named = /^(\p{L}{1,8})[:：]/u.exec(text.slice(i, i + 10));
    const operator = named ? operators.get((named[1] as string).toLowerCase()) : undefined;
    if (named && operator) i += named[0].length;
    const { end, ...value } = readValue(text, i);
    i = end;
    yield { ...value, excluded, at, ...(operator ? { operator } : {}) };
  }
}

const fail = (problem: QueryProblem): ParsedQuery => ({ ok: false, problem });

/** Adds one piece to the query; answers what is wrong with it, if anything. */
function take(query: SearchQuery, piece: Piece, today: string): QueryProblem | undefined {
  const { operator, excluded, at } = piece;
  const value = piece.value.trim();
  if (operator === undefined) {
    const folded = fold(value).trim();
    if (folded !== '') query.terms.push({ text: value, folded, openEnd: !(piece.quoted && piece.closed), excluded });
    return undefined;
  }
  const bare = value.replace(operator === 'in' ? /^[#＃]/ : /^[@＠]/, '');
  if (bare === '') return { code: 'missing-value', operator, at };
  switch (operator) {
    case 'from':
      query.from.push({ ...personRef(bare), excluded });
      return undefined;
    case 'in':
      query.in.push({ ...(uuid.test(bare) ? { by: 'id', id: bare.toLowerCase() } : { by: 'name', name: bare }), excluded });
      return undefined;
    case 'has': {
      const kind = kindNames.get(value.toLowerCase());
      if (!kind) return { code: 'unknown-kind', operator, value, at, allowed: attachmentKinds };
      query.has.push({ kind, excluded });
      return undefined;
    }
    case 'channel': {
      const kind = channelNames.get(value.toLowerCase()) ?? value.toLowerCase();
      if (!channelKinds.includes(kind)) return { code: 'unknown-kind', operator, value, at, allowed: channelKinds };
      query.channels.push({ kind, excluded });
      return undefined;
    }
    case 'contact':
      query.contacts.push({ ...(uuid.test(bare) ? { by: 'id', id: bare.toLowerCase() } : { by: 'name', name: bare }), excluded });
      return undefined;
    case 'case': {
      if (excluded) return { code: 'not-excludable', operator, at };
      const number = /^[#＃]?(\d{1,15})$/.exec(value)?.[1];
      if (number === undefined) return { code: 'not-a-number', operator, value, at };
      query.cases.push(Number(number));
      return undefined;
    }
    default:
      if (excluded) return { code: 'not-excludable', operator, at };
      return takeDays(query, operator, value, at, today);
  }
}

function personRef(value: string): PersonRef {
  if (uuid.test(value)) return { by: 'id', id: value.toLowerCase() };
  return value.toLowerCase() === 'me' || value === '我' ? { by: 'me' } : { by: 'name', name: value };
}

/** `before:` ends before its day (month, year) begins, `after:` begins when it is over, `on:` is inside. */
function takeDays(query: SearchQuery, operator: Operator, value: string, at: number, today: string): QueryProblem | undefined {
  const days = daysOf(value, today);
  if (!days) return { code: 'not-a-date', operator, value, at };
  const wanted = operator === 'before' ? { until: days.first } : operator === 'after' ? { first: days.until } : days;
  const both = intersect(query.days, wanted);
  if (!both) return { code: 'no-such-days' };
  query.days = both;
  return undefined;
}

/**
 * Parses what a person typed (SE4). `today` is the searcher's day (`YYYY-MM-DD`), for today and yesterday.
 * Words joined to an unknown name ("http://…", "12:30") are words. Only excluded words are not a query, but where `anything` may be meant.
 */
export function parseQuery(text: string, options: { today: string; anything?: boolean }): ParsedQuery {
  if (text.length > queryLimits.characters) return fail({ code: 'query-too-long', limit: queryLimits.characters });
  const query: SearchQuery = { terms: [], from: [], in: [], has: [], channels: [], contacts: [], cases: [], days: {} };
  let count = 0;
  for (const piece of pieces(text)) {
    if (++count > queryLimits.terms) return fail({ code: 'too-many-terms', limit: queryLimits.terms });
    const problem = take(query, piece, options.today);
    if (problem) return fail(problem);
  }
  const filtered =
    [...query.from, ...query.in, ...query.has, ...query.channels, ...query.contacts].some((filter) => !filter.excluded) ||
    query.cases.length > 0 ||
    Object.keys(query.days).length > 0;
  const findable = query.terms.some(({ folded, openEnd, excluded }) => {
    const { exact, prefix } = termTokens(folded, openEnd);
    return !excluded && (exact.length > 0 || prefix !== undefined);
  });
  const anything = options.anything === true && query.terms.every(({ excluded }) => excluded);
  if (!filtered && !findable && !anything) return fail({ code: 'nothing-to-search' });
  return { ok: true, query };
}
