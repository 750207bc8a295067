import { BadBundleError, type Bundle, isPath, mostFiles } from './bundle.ts';
import { ownHashing } from './hashing.ts';
import { reportLines } from './report.ts';
import { troubleText } from './trouble.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { Language } from './words.ts';
import { openZip, type Source } from './zip-bundle.ts';

const words = {
  title: { en: 'Verify an evidence bundle', zh: '核验证据包' },
  intro: {
    en: 'Everything happens in this page: it has no network, and nothing leaves this computer.',
    zh: '全部核验都在本页内完成：本页不联网，任何内容都不会离开这台电脑。',
  },
  'zip-label': { en: 'The bundle (zip)', zh: '证据包（zip）' },
  'folder-label': { en: 'or the unpacked folder', zh: '或解压后的文件夹' },
  'policy-label': { en: 'Whom you trust (policy.txt)', zh: '信任策略（policy.txt）' },
  'policy-hint': {
    en: 'Get it from the organization or its witness, never from the bundle itself. Without it the verdict cannot be trusted.',
    zh: '请向该机构或见证方索取，不要用包内自带的那份。没有它，结论不可信。',
  },
  go: { en: 'Verify', zh: '核验' },
  language: { en: '中文', zh: 'English' },
  choose: { en: 'Choose a bundle first.', zh: '请先选择证据包。' },
  noEd25519: {
    en: 'This browser cannot check Ed25519 signatures. Use a newer one, or node verify.mjs.',
    zh: '此浏览器无法验证Ed25519签名，请换用较新的浏览器，或运行node verify.mjs。',
  },
} as const satisfies Record<string, Record<Language, string>>;

const byId = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
let language: Language = navigator.language.startsWith('zh') ? 'zh' : 'en';
/** Says the last result again, in another language. */
let again: () => void = () => undefined;

function speak(): void {
  document.documentElement.lang = language;
  for (const [id, text] of Object.entries(words)) {
    const element = document.getElementById(id);
    if (element) element.textContent = text[language];
  }
  again();
}

function fileSource(file: File): Source {
  return {
    size: file.size,
    read: async (at, length) => {
      const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
      if (bytes.length !== length) throw new BadBundleError('The file is cut off.');
      return bytes;
    },
    close: async () => undefined,
  };
}

async function* pieces(file: File): AsyncGenerator<Uint8Array> {
  const size = 256 * 1024;
  for (let at = 0; at < file.size; at += size) yield new Uint8Array(await file.slice(at, at + size).arrayBuffer());
}

/** The files of a chosen folder; its own name comes first in each path. */
function folderBundle(list: FileList): Bundle {
  const files = new Map<string, File>();
  for (const file of list) files.set(file.webkitRelativePath.split('/').slice(1).join('/'), file);
  if (files.size > mostFiles) throw new BadBundleError('The folder holds too many files.');
  const strange = [...files.keys()].find((path) => !isPath(path));
  if (strange !== undefined) throw new BadBundleError(`The folder holds a path that bundles do not have: ${strange}`);
  const found = (path: string): File => {
    const file = files.get(path);
    if (!file) throw new BadBundleError(`There is no ${path}.`);
    return file;
  };
  return {
    paths: [...files.keys()].sort(),
    has: (path) => files.has(path),
    size: (path) => found(path).size,
    stream: (path) => pieces(found(path)),
    close: async () => undefined,
  };
}

const chosen = (id: string): FileList | null => {
  const { files } = byId<HTMLInputElement>(id);
  return files && files.length > 0 ? files : null;
};

function show(outcome: string, lines: readonly string[]): void {
  byId('result').hidden = false;
  const status = byId('outcome');
  status.dataset.outcome = outcome;
  status.textContent = lines.at(-1) ?? '';
  byId('lines').replaceChildren(
    ...lines.slice(0, -1).map((line) => {
      const item = document.createElement('li');
      item.textContent = line;
      return item;
    }),
  );
}

function showError(error: unknown): void {
  if (error === 'choose') show('bad', [words.choose[language]]);
  else if ((error as Error).name === 'NotSupportedError') show('bad', [words.noEd25519[language]]);
  else show('bad', [troubleText(error, language) ?? String(error)]);
}

async function verify(): Promise<void> {
  const progress = byId<HTMLProgressElement>('progress');
  progress.hidden = false;
  byId('result').hidden = true;
  try {
    const zip = chosen('zip');
    const folder = chosen('folder');
    if (!zip && !folder) throw 'choose';
    const bundle = zip ? await openZip(fileSource(zip[0]!)) : folderBundle(folder!);
    const policy = await chosen('policy')?.[0]?.text();
    // Asked first: without it every signature would look wrong.
    await crypto.subtle.importKey('raw', new Uint8Array(32), 'Ed25519', false, ['verify']);
    const verdict = await verifyBundle(bundle, {
      hashing: ownHashing,
      ...(policy === undefined ? {} : { policy }),
      onProgress: (done, total) => {
        progress.value = total === 0 ? 1 : done / total;
      },
    });
    again = () => show(verdict.outcome, reportLines(verdict, language));
  } catch (error) {
    again = () => showError(error);
  } finally {
    progress.hidden = true;
  }
  again();
}

byId('language').addEventListener('click', () => {
  language = language === 'en' ? 'zh' : 'en';
  speak();
});
byId('form').addEventListener('submit', (event) => {
  event.preventDefault();
  void verify();
});
speak();
