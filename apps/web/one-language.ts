import { type Plugin, parseAst } from 'vite';

/** `./words.ts?words=zh`: a file of words in one language alone. They are written side by side, and loaded one at a time. */
const asked = /\?words=(en|zh)$/;
/** What such a file puts together from others. */
const wordFile = /words\.ts$/;

interface Node {
  type: string;
  start: number;
  end: number;
}

interface Change {
  start: number;
  end: number;
  text: string;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** Every pair becomes the phrase of the language; files of words that are imported are asked for in it too. */
function changesIn(node: Node, code: string, language: 'en' | 'zh', changes: Change[]): void {
  if (node.type === 'ArrayExpression') {
    const pair = (node as Node & { elements: Node[] }).elements;
    const wanted = pair[language === 'en' ? 0 : 1];
    if (pair.length !== 2 || !wanted) throw new Error(`Not a phrase in two languages: ${code.slice(node.start, node.end)}`);
    changes.push({ start: node.start, end: node.end, text: code.slice(wanted.start, wanted.end) });
    return;
  }
  if (node.type === 'ImportDeclaration') {
    const { source } = node as Node & { source: Node & { value: string } };
    if (wordFile.test(source.value))
      changes.push({ start: source.start, end: source.end, text: JSON.stringify(`${source.value}?words=${language}`) });
    return;
  }
  for (const value of Object.values(node)) {
    if (Array.isArray(value)) {
      for (const one of value) if (isNode(one)) changesIn(one, code, language, changes);
    } else if (isNode(value)) changesIn(value, code, language, changes);
  }
}

export const oneLanguage: Plugin = {
  name: 'one-language',
  transform(code, id) {
    const language = asked.exec(id)?.[1] as 'en' | 'zh' | undefined;
    if (!language) return null;
    const changes: Change[] = [];
    changesIn(parseAst(code) as unknown as Node, code, language, changes);
    let text = code;
    for (const { start, end, text: by } of changes.sort((a, b) => b.start - a.start))
      text = text.slice(0, start) + by + text.slice(end);
    return { code: text, map: null };
  },
};
