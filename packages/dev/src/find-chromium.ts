import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What playwright-core's `chromium.launch` needs: hand all three on. */
export interface Chromium {
  executablePath: string;
  args: string[];
  /** Whole environment for the browser, ours and the fonts' included. */
  env: Record<string, string>;
  bundled: boolean;
}

const run = promisify(execFile);
const require = createRequire(import.meta.url);
const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const MAC_PATHS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Beside the installed packages when that is writable, as both go out of date together; else a temporary folder. */
async function cacheFolder(): Promise<string> {
  const beside = fileURLToPath(new URL('../../../node_modules/.cache/rapport/browser', import.meta.url));
  const open = await mkdir(beside, { recursive: true }).then(
    () => true,
    () => false,
  );
  if (open) return beside;
  const other = join(tmpdir(), `rapport-browser-${process.getuid?.() ?? 'any'}`);
  await mkdir(other, { recursive: true, mode: 0o700 });
  return other;
}

async function starts(executablePath: string, env: Record<string, string>): Promise<boolean> {
  return run(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 20_000 }).then(
    ({ stdout }) => /Chrom/.test(stdout),
    () => false,
  );
}

async function systemChromium(): Promise<string | undefined> {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = [...SYSTEM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...MAC_PATHS];
  for (const path of places) if (existsSync(path) && (await starts(path, {}))) return path;
  return undefined;
}

/**
 * Unpacks the browser of @sparticuz/chromium, with the libraries that bare machines lack. The package unpacks into the
 * temporary folder of whoever imports it, so a process of its own is given one that is then renamed into place.
 */
async function unpackBundled(cache: string): Promise<string> {
  const file = join(dirname(require.resolve('@sparticuz/chromium')), '../../package.json');
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  const folder = join(cache, `chromium-${version}`);
  if (existsSync(join(folder, 'chromium'))) return folder;
  const part = `${folder}.part-${process.pid}`;
  await mkdir(part, { recursive: true });
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  // The name of a known cloud makes the package unpack its own copies of the system libraries as well.
  const env = { ...process.env, TMPDIR: part, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' };
  await run(process.execPath, ['--input-type=module', '-e', script], { env, cwd: dirname(fileURLToPath(import.meta.url)) });
  await rename(part, folder).catch(() => rm(part, { recursive: true, force: true }));
  return folder;
}

async function bundledChromium(cache: string): Promise<{ executablePath: string; env: Record<string, string> }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found: install Chromium or Google Chrome, or name its path in RAPPORT_CHROMIUM.');
  }
  const folder = await unpackBundled(cache);
  const executablePath = join(folder, 'chromium');
  if (await starts(executablePath, {})) return { executablePath, env: {} };
  const env = { LD_LIBRARY_PATH: join(folder, 'al2023', 'lib') };
  if (await starts(executablePath, env)) return { executablePath, env };
  throw new Error(
    `The bundled Chromium does not start on this machine (${executablePath}): install Chromium, or name its path in RAPPORT_CHROMIUM.`,
  );
}

async function hasChineseFonts(): Promise<boolean> {
  return run('fc-list', [':lang=zh', 'family']).then(
    ({ stdout }) => stdout.trim() !== '',
    () => false,
  );
}

/** A fontconfig file that adds our fonts to the machine's: without one, Chinese shows as boxes. */
async function fontEnvironment(cache: string): Promise<Record<string, string>> {
  const own = process.env.RAPPORT_FONTS === 'bundled';
  if (!own && (await hasChineseFonts())) return {};
  const chinese = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts');
  const latin = join(await unpackBundled(cache).catch(() => cache), 'fonts');
  const file = join(cache, 'fonts.conf');
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  ${own ? '' : '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'}
  <dir>${chinese}</dir>
  <dir>${latin}</dir>
  <cachedir>${join(cache, 'font-cache')}</cachedir>
</fontconfig>
`;
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
  return { FONTCONFIG_FILE: file };
}

async function search(): Promise<Chromium> {
  const cache = await cacheFolder();
  const named = process.env.RAPPORT_CHROMIUM || undefined;
  const system = named === 'bundled' ? undefined : (named ?? (await systemChromium()));
  const found = system === undefined ? await bundledChromium(cache) : { executablePath: system, env: {} };
  const fonts = await fontEnvironment(cache);
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
  // A browser wants a home to write to, and an account may have none.
  const home: Record<string, string> = existsSync(homedir()) ? {} : { HOME: cache };
  return {
    executablePath: found.executablePath,
    // Test pages are our own, and neither root nor most containers can have the sandbox.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env: { ...inherited, ...home, ...found.env, ...fonts },
    bundled: system === undefined,
  };
}

let found: Promise<Chromium> | undefined;

/**
 * Finds a Chromium for tests: RAPPORT_CHROMIUM (a path, or the word `bundled`), else the machine's, else the one in the
 * npm package, with a Chinese font when the machine has none. Needs no rights beyond one's own.
 */
export function findChromium(): Promise<Chromium> {
  found ??= search();
  return found;
}
