/**
 * Words that carriers and customers use (CTIA Short Code Monitoring Handbook; replies to Chinese bulk messages: TD, T, 退订). The whole message
 * must be one of them: whoever asks how to stop something is not taken for somebody who has had enough.
 */
const stopping = new Set(
  'stop stopall unsubscribe cancel end quit optout opt-out remove td 退订 退定 取消订阅 拒收 不再接收'.split(' '),
);
const starting = new Set('start unstop subscribe optin opt-in 订阅 恢复订阅 同意接收 继续接收'.split(' '));

/** Letters and signs without what surrounds them: 【退订】, “STOP.”, ＴＤ. */
const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');

/** What a contact asks for by a keyword; undefined when the message is no keyword. */
export function keywordIn(text: string): 'given' | 'withdrawn' | undefined {
  if (text.length > 60) return undefined;
  // 回复TD退订 is how mails and messages tell of it; people send the words together.
  const word = bare(text)
    .replace(/^(请|回复)/u, '')
    .replace(/^td退订$/u, 'td');
  if (stopping.has(word)) return 'withdrawn';
  return starting.has(word) ? 'given' : undefined;
}
