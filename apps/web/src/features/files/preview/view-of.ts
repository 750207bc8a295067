import type { File } from '@rapport/contract';

/** How a file is shown before it is downloaded. */
export type View = 'picture' | 'pdf' | 'video' | 'sound' | 'markdown' | 'text' | 'office' | 'none';

/** What the server makes PDFs of. */
const office =
  /^application\/(msword|rtf|vnd\.(ms-(word|excel|powerpoint)\b|openxmlformats-officedocument\.|oasis\.opendocument\.(text|spreadsheet|presentation)\b))/;
const shownPictures = /^image\/(jpeg|png|webp|gif|avif)$/;

export function viewOf(file: Pick<File, 'kind' | 'type' | 'hasText' | 'name' | 'previews'>): View {
  if (file.kind === 'image') return shownPictures.test(file.type) || file.previews.length > 0 ? 'picture' : 'none';
  if (file.kind === 'video') return 'video';
  if (file.kind === 'audio' || file.kind === 'voice') return 'sound';
  if (file.type === 'application/pdf') return 'pdf';
  if (office.test(file.type)) return 'office';
  if (file.hasText) return file.type === 'text/markdown' ? 'markdown' : 'text';
  return 'none';
}

/** Names of languages that files of an ending are written in, as highlight.js calls them. */
const languages: Readonly<Record<string, string>> = {
  bash: 'bash',
  c: 'c',
  cc: 'cpp',
  cpp: 'cpp',
  cs: 'csharp',
  css: 'css',
  diff: 'diff',
  go: 'go',
  h: 'c',
  htm: 'xml',
  html: 'xml',
  ini: 'ini',
  java: 'java',
  js: 'javascript',
  json: 'json',
  jsx: 'javascript',
  kt: 'kotlin',
  less: 'less',
  lua: 'lua',
  mjs: 'javascript',
  patch: 'diff',
  php: 'php',
  pl: 'perl',
  py: 'python',
  r: 'r',
  rb: 'ruby',
  rs: 'rust',
  scss: 'scss',
  sh: 'bash',
  sql: 'sql',
  svg: 'xml',
  swift: 'swift',
  toml: 'ini',
  ts: 'typescript',
  tsx: 'typescript',
  vb: 'vbnet',
  xml: 'xml',
  yaml: 'yaml',
  yml: 'yaml',
};

/** The language of a file's code by its name; undefined for plain text. */
export function codeLanguageOf(name: string): string | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(languages, ending) ? languages[ending] : undefined;
}
