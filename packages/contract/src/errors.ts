import { wordInChinese } from './error-words.ts';
import { fieldInChinese } from './field-words.ts';

/** The one error catalogue: code → HTTP status and a sentence in both languages. `{name}` is filled from the error's params. */
export const errorCatalogue = {
  'invalid-input': { status: 400, en: 'Field {field} is not valid: {reason}.', zh: '{field}填写有误：{reason}。' },
  'invalid-json': { status: 400, en: 'The body is not valid JSON.', zh: '请求内容不是有效的JSON。' },
  'not-signed-in': { status: 401, en: 'Sign in first.', zh: '请先登录。' },
  'wrong-credentials': { status: 401, en: 'The email or the password is not right.', zh: '邮箱或密码不正确。' },
  'second-factor-needed': { status: 401, en: 'Enter the code of your authenticator app.', zh: '请输入身份验证器上的验证码。' },
  'wrong-code': {
    status: 401,
    en: 'That code is not right or has been used. Wait for the next one.',
    zh: '验证码不正确或已用过，请等下一个。',
  },
  'locked-out': {
    status: 429,
    en: 'Too many attempts. Try again in {seconds} seconds.',
    zh: '尝试次数太多，请在{seconds}秒后再试。',
  },
  'link-not-valid': {
    status: 410,
    en: 'This link has been used or has expired. Ask for a new one.',
    zh: '链接已使用或已过期，请重新获取。',
  },
  forbidden: {
    status: 403,
    en: 'You may not do this. It needs the permission “{permission}”.',
    zh: '你没有权限这样做，需要“{permission}”权限。',
  },
  'origin-not-allowed': { status: 403, en: 'Requests from this website are not accepted.', zh: '不接受来自该网站的请求。' },
  'not-found': { status: 404, en: 'There is no such {what}, or you may not see it.', zh: '找不到这个{what}，或者你无权查看。' },
  'unknown-method': { status: 404, en: 'There is no method {method}.', zh: '没有方法{method}。' },
  'method-not-allowed': { status: 405, en: 'Call {method} with POST.', zh: '请用POST调用{method}。' },
  conflict: { status: 409, en: 'This changed meanwhile: {reason}. Load it again.', zh: '内容已发生变化：{reason}。请重新加载。' },
  'client-id-reused': {
    status: 409,
    en: 'This client id already belongs to another message. Use a new one.',
    zh: '这个客户端编号已用于另一条消息，请换一个。',
  },
  'idempotency-key-reused': {
    status: 409,
    en: 'This Idempotency-Key was used with another request. Use a new one.',
    zh: '这个Idempotency-Key已用于另一个请求，请换一个。',
  },
  'already-exists': { status: 409, en: 'There is already a {what} like this.', zh: '已经有这样的{what}。' },
  archived: { status: 409, en: 'This conversation is archived. Restore it to write in it.', zh: '会话已归档，恢复后才能发言。' },
  'inspection-closed': {
    status: 409,
    en: 'This inspection of the archive is not open. Ask for a new one.',
    zh: '这次档案查阅尚未获准或已经结束，请重新申请。',
  },
  'too-late': { status: 409, en: 'The time for this has passed: {reason}.', zh: '已超过允许的时间：{reason}。' },
  'say-outward-or-private': {
    status: 400,
    en: 'This is a conversation with a customer. Say whether it goes to them (draft/outward) or stays among colleagues (draft/private).',
    zh: '这是客户会话，请说明这条消息是发给客户（draft/outward）还是仅同事可见（draft/private）。',
  },
  'policy-refused': {
    status: 409,
    en: 'This may not be sent to the contact now: {reason}.',
    zh: '现在不能发给对方：{reason}。',
  },
  'copy-refused': {
    status: 409,
    en: 'A copy may not go to {address} now: {reason}.',
    zh: '现在不能抄送给{address}：{reason}。',
  },
  'already-gone': {
    status: 409,
    en: 'It went to the contact already, and this channel cannot {what}. Write another message.',
    zh: '消息已发给对方，此渠道不能{what}。请另发一条。',
  },
  'do-not-forward': { status: 409, en: 'Its sender asked not to forward this.', zh: '发送者要求不要转发这条消息。' },
  held: { status: 409, en: 'This is under a legal hold and cannot be removed.', zh: '内容处于保全中，不能删除。' },
  'held-for': {
    status: 409,
    en: 'This is under a legal hold for “{matter}” and cannot be removed.',
    zh: '内容因“{matter}”处于保全中，不能删除。',
  },
  'kept-by-rules': {
    status: 409,
    en: 'The retention rules still keep this. Earliest removal: {until}.',
    zh: '按保留规则仍须保留，不能删除。最早可删除：{until}。',
  },
  'set-up-done': { status: 409, en: 'This organization is already set up. Sign in.', zh: '组织已经设置好，请登录。' },
  'account-deactivated': {
    status: 403,
    en: 'This account is closed. Ask an administrator to open it again.',
    zh: '账号已停用，请联系管理员重新启用。',
  },
  'weak-password': { status: 422, en: 'This password is too easy to guess: {reason}.', zh: '密码太容易被猜到：{reason}。' },
  'last-owner': {
    status: 409,
    en: 'The organization needs an owner. Make somebody else an owner first.',
    zh: '组织至少要有一位所有者，请先指定另一位所有者。',
  },
  'department-not-empty': {
    status: 409,
    en: 'This department still has people or departments in it. Move them first.',
    zh: '部门中还有人员或下级部门，请先移走。',
  },
  'department-too-deep': {
    status: 422,
    en: 'The department tree may have at most {limit} levels.',
    zh: '部门最多{limit}级。',
  },
  'too-large': { status: 413, en: '{what} may have at most {limit}.', zh: '{what}不能超过{limit}。' },
  'quota-exceeded': { status: 422, en: 'The quota is used up: {quota}.', zh: '额度已用完：{quota}。' },
  'address-not-allowed': { status: 422, en: 'This address cannot be reached from here.', zh: '不允许访问这个地址。' },
  'too-many-requests': {
    status: 429,
    en: 'Too many requests. Try again in {seconds} seconds.',
    zh: '请求太多，请在{seconds}秒后再试。',
  },
  'search-too-broad': {
    status: 422,
    en: 'This search takes too long. Add a word, a person (from:), a conversation (in:) or a date (after:).',
    zh: '搜索范围太大。请再加一个词，或加上“from:姓名”“in:会话”“after:日期”之类的条件。',
  },
  busy: { status: 503, en: 'This conversation is busy. Your message is kept; try again.', zh: '会话正忙，内容已保留，请重试。' },
  unavailable: {
    status: 503,
    en: 'The database cannot be reached for the moment. Try again; nothing is lost.',
    zh: '暂时连不上数据库，请稍后重试，内容不会丢失。',
  },
  'key-damaged': {
    status: 500,
    en: 'The key of this record cannot be opened with the master key of this server, so nothing of it can be proved. Ask an administrator: rapport doctor says what to do.',
    zh: '本服务器的主密钥打不开这条记录的密钥，无法出具证明。请联系管理员：rapport doctor会说明如何处理。',
  },
  stopping: { status: 503, en: 'The server is restarting. Try again in a moment.', zh: '服务器正在重启，请稍后再试。' },
  'storage-full': {
    status: 507,
    en: 'The storage of this server is full. Ask an administrator to make room, then try again.',
    zh: '服务器的存储空间已满，请联系管理员清理后重试。',
  },
  internal: {
    status: 500,
    en: 'Something went wrong here. Nothing was changed. Reference {reference}.',
    zh: '服务器出错了，没有任何改动。参考编号{reference}。',
  },
} as const satisfies Record<string, { status: number; en: string; zh: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
export type ErrorParams = Record<string, string | number>;
export type Language = 'zh-CN' | 'en';

/** An error that callers are meant to see. `field` names the input at fault, `/`-separated. */
export class Fault extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;
  constructor(code: ErrorCode, params: ErrorParams = {}) {
    super(code);
    this.name = 'Fault';
    this.code = code;
    this.params = params;
  }
}

/** Problem details, RFC 9457. `type` is `urn:rapport:error:<code>`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ErrorCode;
  detail: string;
  params?: ErrorParams;
}

/** Params that are words of ours; the others are names, figures and what callers wrote. */
const worded = new Set(['what', 'reason', 'quota', 'permission', 'until']);

function fill(sentence: string, params: ErrorParams, language: Language): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(params[name] ?? '…');
    if (language !== 'zh-CN') return value;
    return name === 'field' ? fieldInChinese(value) : worded.has(name) ? wordInChinese(value) : value;
  });
}

/** The problem+json answer for a code, in the reader's language. */
export function problemOf(code: ErrorCode, params: ErrorParams, language: Language): Problem {
  const entry = errorCatalogue[code];
  const detail = fill(language === 'zh-CN' ? entry.zh : entry.en, params, language);
  const problem: Problem = { type: `urn:rapport:error:${code}`, title: code, status: entry.status, code, detail };
  if (Object.keys(params).length > 0) problem.params = params;
  return problem;
}
