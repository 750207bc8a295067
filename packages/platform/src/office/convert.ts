import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fenceOf, type Office } from './find-office.ts';

/** Kinds of documents by their usual ending, with what reads and what prints them: nothing is guessed from the bytes again. */
const filters = {
  docx: ['MS Word 2007 XML', 'writer_pdf_Export'],
  doc: ['MS Word 97', 'writer_pdf_Export'],
  odt: ['writer8', 'writer_pdf_Export'],
  rtf: ['Rich Text Format', 'writer_pdf_Export'],
  xlsx: ['Calc MS Excel 2007 XML', 'calc_pdf_Export'],
  xls: ['MS Excel 97', 'calc_pdf_Export'],
  ods: ['calc8', 'calc_pdf_Export'],
  pptx: ['Impress MS PowerPoint 2007 XML', 'impress_pdf_Export'],
  ppt: ['MS PowerPoint 97', 'impress_pdf_Export'],
  odp: ['impress8', 'impress_pdf_Export'],
} as const;
export type OfficeKind = keyof typeof filters;

/** Why there is no PDF: it took too long, it became too large, or the document could not be read. */
export type Unconverted = 'time' | 'large' | 'unreadable';

export interface ConvertLimits {
  /** Milliseconds. */
  time: number;
  /** Bytes of the PDF. */
  size: number;
}
export const usualConvertLimits: ConvertLimits = { time: 60_000, size: 50 * 1024 * 1024 };

const pages = 200;
const memoryKib = 4 * 1024 * 1024;
const fileKib = 256 * 1024;

const setting = (path: string, name: string, value: string): string =>
  `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`;

/** A profile in which nothing of a document is run, and nothing that it names elsewhere is fetched. A proxy that is not there is the last bar. */
const profile = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">${[
  setting('Office.Common/Security/Scripting', 'MacroSecurityLevel', '3'),
  setting('Office.Common/Security/Scripting', 'DisableMacrosExecution', 'true'),
  setting('Office.Common/Security/Scripting', 'DisableActiveContent', 'true'),
  setting('Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'),
  setting('Office.Writer/Content/Update', 'Link', '0'),
  setting('Office.Calc/Content/Update', 'Link', '1'),
  setting('Inet/Settings', 'ooInetProxyType', '2'),
  ...['HTTP', 'HTTPS', 'FTP'].flatMap((kind) => [
    setting('Inet/Settings', `ooInet${kind}ProxyName`, '127.0.0.1'),
    setting('Inet/Settings', `ooInet${kind}ProxyPort`, '9'),
  ]),
].join('')}</oor:items>`;

/**
 * Reads the document from its input, writes the PDF to its output. `$1` soffice, `$2` the kind, `$3` how it is read, `$4` how it is printed,
 * `$5` the profile. Where memory runs out, this is what ends, not the house. What descriptor 3 leads to ends with us: then this ends too, with all that it began.
 */
const script = `
ulimit -c 0; ulimit -t 120; ulimit -f ${fileKib * 2}; ulimit -v ${memoryKib} 2>/dev/null
echo 1000 2>/dev/null > /proc/self/oom_score_adj
( read -r _ <&3; kill -KILL 0 ) >/dev/null 2>&1 &
cat > "in.$2" && mkdir -p profile/user && printf %s "$5" > profile/user/registrymodifications.xcu || exit 1
nice -n 15 "$1" "-env:UserInstallation=file://$PWD/profile" --headless --norestore --nolockcheck --nodefault \\
  "--infilter=$3" --convert-to "pdf:$4" --outdir "$PWD" "in.$2" </dev/null >/dev/null 2>&1 3<&-
cat in.pdf
`;

function begin(office: Office, kind: OfficeKind, folder: string | undefined): ChildProcess {
  const [reads, prints] = filters[kind];
  const option = JSON.stringify({ PageRange: { type: 'string', value: `1-${pages}` } });
  const args = ['-c', script, 'sh', office.soffice, kind, reads, `${prints}:${option}`, profile];
  const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder ?? '/tmp', TMPDIR: folder ?? '/tmp', LANG: 'C.UTF-8' };
  const fence = office.bwrap ? [...fenceOf(office), ...Object.entries(env).flatMap((pair) => ['--setenv', ...pair]), '--'] : [];
  const [program = '/bin/sh', ...given] = [...(office.bwrap ? [office.bwrap] : []), ...fence, '/bin/sh', ...args];
  // A group of its own, that all of it may be ended at once.
  return spawn(program, given, {
    detached: true,
    env,
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    ...(folder ? { cwd: folder } : {}),
  });
}

/** What a process writes, as long as it is not too much and not too late. */
function outputOf(child: ChildProcess, document: Readable, limits: ConvertLimits, signal?: AbortSignal) {
  return new Promise<Buffer | Unconverted>((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => resolve('time'), limits.time);
    const abort = (): void => reject(signal?.reason ?? new Error('aborted'));
    signal?.addEventListener('abort', abort, { once: true });
    child.once('error', reject);
    document.once('error', reject);
    child.stdout?.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size > limits.size) resolve('large');
    });
    // Its end, not the process's: the watch above outlives the script.
    child.stdout?.once('end', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      const pdf = Buffer.concat(parts);
      resolve(pdf.subarray(0, 5).toString('latin1') === '%PDF-' ? pdf : 'unreadable');
    });
    // Whoever ends without reading all of it is judged by what it wrote.
    child.stdin?.on('error', () => undefined);
    child.stdio[3]?.on('error', () => undefined);
    document.pipe(child.stdin!);
  });
}

/** Where it is not fenced a document lies in such a folder while it is read. */
const prefix = 'rapport-office-';
/** Longer than any conversion may take, ms. */
const forgotten = 60 * 60_000;

/** Removes documents that servers of this account left in folders of theirs when they were killed. Other servers of this machine may be at work. */
export async function sweepOffice(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names.filter((one) => one.startsWith(prefix))) {
    const folder = join(tmpdir(), name);
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== process.getuid?.() || Date.now() - found.mtimeMs < forgotten) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * The first 200 pages of a document as PDF. LibreOffice runs apart: fenced, at low priority, with little time and memory, with a profile of
 * its own that runs nothing and fetches nothing; the document lies nowhere but in memory where it is fenced.
 * @throws whatever `document` throws, and the signal's reason
 */
export async function convertToPdf(
  office: Office,
  kind: OfficeKind,
  document: Readable,
  { limits = usualConvertLimits, signal }: { limits?: ConvertLimits; signal?: AbortSignal | undefined } = {},
): Promise<Buffer | Unconverted> {
  const folder = office.bwrap ? undefined : await mkdtemp(join(tmpdir(), prefix));
  const child = begin(office, kind, folder);
  try {
    return await outputOf(child, document, limits, signal);
  } finally {
    document.destroy();
    await end(child);
    if (folder) await rm(folder, { recursive: true, force: true });
  }
}

/** Ends the whole group, also what a program that has ended left behind. */
async function end(child: ChildProcess): Promise<void> {
  const gone = child.exitCode !== null || child.signalCode !== null;
  const ended = gone ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
  child.stdio[3]?.destroy();
  if (child.pid) await ended;
}
