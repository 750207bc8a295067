const place = String.raw`\{\{\s*contact\.name\s*\}\}`;
const rule = (pattern: string, instead: string): readonly [RegExp, string] => [
  new RegExp(pattern.replaceAll('NAME', place), 'gimu'),
  instead,
];

/** In order; what comes earlier leaves nothing for what comes later. */
const rules = {
  zh: [
    rule('(尊敬的|亲爱的)\\s*NAME', '$1客户'),
    rule('NAME\\s*[，,：:！!]?\\s*(?=[您你])', ''),
    rule('(好|安|谢谢|感谢)[，,、\\s]*NAME(?=\\s*(?:[，,。.！!：:；;～~]|$))', '$1'),
    rule('^\\s*NAME(?=\\s*[，,：:！!])', '您好'),
    rule('NAME', '您'),
  ],
  en: [
    rule('\\b(Dear)\\s+NAME', '$1 customer'),
    rule('\\b(Hello|Hi|Hey|Good (?:morning|afternoon|evening|day)|Thanks|Thank you)[,\\s]+NAME', '$1'),
    rule('^\\s*NAME(?=\\s*[,:!])', 'Hello'),
    rule("NAME[’']s\\b", 'your'),
    rule('NAME', 'you'),
  ],
} as const;

/**
 * A text for whom the house knows no name, without the name it asks for: a greeting goes without, elsewhere they are addressed as 您 or “you”. What the
 * house itself calls them (“Visitor 12AB”, their address) is nothing one calls a customer.
 */
export const withoutName = (text: string, language: 'zh' | 'en'): string =>
  rules[language].reduce((said, [pattern, instead]) => said.replace(pattern, instead), text);
