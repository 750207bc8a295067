import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedData } from '@rapport/dev/shared-data';

/** The sets of real mail, unpacked into a folder of this test; undefined, said loudly, where they are absent. */
export interface MailSets {
  /** Paths of the files below a set's folder. */
  files(folder: string): string[];
  path(...parts: string[]): string;
  remove(): void;
}

const walk = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      return statSync(path).isDirectory() ? walk(path) : [path];
    });

const isMail = (path: string): boolean => !/_decoded_|README|LICENSE|COPYING|SOURCE|\.gitattributes|\.mbox$/.test(path);

export function mailSets(forWhat: string): MailSets | undefined {
  const data = sharedData(forWhat);
  if (data === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'rapport-mail-'));
  for (const name of readdirSync(join(data, 'mail')))
    if (name.endsWith('.tar.xz')) execFileSync('tar', ['-xJf', join(data, 'mail', name), '-C', folder]);
    else execFileSync('cp', ['-r', join(data, 'mail', name), folder]);
  return {
    files: (below) => walk(join(folder, below)).filter(isMail),
    path: (...parts) => join(folder, ...parts),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Sets that hold whole mails. */
export const setsOfMail = [
  'flanker/messages',
  'mime4j-mimetools',
  'mu-testdata',
  'rubymail/emails',
  'sisimai-share/maildir',
  'spamassassin-nice-spam/nice',
  'spamassassin-nice-spam/spam',
  'postal-mime/fixtures',
  'mailparser/fixtures',
];
