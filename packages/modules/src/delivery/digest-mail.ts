import type { Mail } from '@rapport/platform';
import type { DigestPlace, DigestWords } from './digest-policy.ts';

type Reason = DigestPlace['reason'];
const order: readonly Reason[] = ['urgent', 'mention', 'keyword', 'direct', 'topic', 'reminder'];

const words = {
  en: {
    subject: (n: number, organization: string) =>
      n === 1 ? `One thing waits for you · ${organization}` : `${n} things wait for you · ${organization}`,
    greeting: (name: string) => `Hello ${name},`,
    heading: 'this has not been read yet:',
    reasons: {
      urgent: 'Urgent',
      mention: 'You were mentioned',
      keyword: 'Your keywords',
      direct: 'Direct messages',
      topic: 'Topics you follow',
      reminder: 'Reminders',
    } satisfies Record<Reason, string>,
    unread: (n: number) => (n > 1_000 ? ' (more than 1000 unread)' : n > 0 ? ` (${n} unread)` : ''),
    quote: (name: string, text: string) => `${name}: ${text}`,
    all: 'All of it on one page:',
    stop: 'When this mail comes, what it quotes and whether it comes at all:',
  },
  'zh-CN': {
    subject: (n: number, organization: string) => `有${n}项内容等你处理 · ${organization}`,
    greeting: (name: string) => `${name}，你好：`,
    heading: '以下内容你还没有读：',
    reasons: {
      urgent: '紧急消息',
      mention: '提到你的',
      keyword: '你关注的关键词',
      direct: '单聊',
      topic: '你关注的话题',
      reminder: '提醒',
    } satisfies Record<Reason, string>,
    unread: (n: number) => (n > 1_000 ? '（超过1000条未读）' : n > 0 ? `（${n}条未读）` : ''),
    quote: (name: string, text: string) => `${name}：${text}`,
    all: '在一个页面上查看全部：',
    stop: '更改发送时间、是否引用消息内容，或不再接收：',
  },
};

/** Names and excerpts are other people's words: one line each, so that nobody writes lines of this mail. */
const oneLine = (text: string): string => text.replace(/[\s\p{C}]+/gu, ' ').trim();

/** The mail of a day; names and counts, and the beginnings of messages where their reader asked for them. */
export function digestMail(to: DigestWords, places: readonly DigestPlace[]): Mail {
  const say = words[to.language];
  const lines = [say.greeting(oneLine(to.name)), '', say.heading];
  for (const reason of order) {
    const here = places.filter((place) => place.reason === reason);
    if (here.length > 0) lines.push('', `— ${say.reasons[reason]}`);
    for (const place of here) {
      lines.push('', `${oneLine(place.name)}${say.unread(place.unread)}`);
      for (const { name, text } of place.excerpts) lines.push(`  ${say.quote(oneLine(name), oneLine(text))}`);
      lines.push(`  ${to.url}${place.path}`);
    }
  }
  lines.push('', say.all, `${to.url}/attention`, '', say.stop, `${to.url}/me`, '');
  return { to: to.to, subject: oneLine(say.subject(places.length, to.organization)), text: lines.join('\n') };
}
