/** The `lang` of a text, so that the glyphs of its own language are drawn; undefined: as the page. */
export function languageOfText(text: string): string | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  if (/\p{Script=Han}/u.test(text)) return 'zh-CN';
  return /[A-Za-z]/.test(text) ? 'en' : undefined;
}
