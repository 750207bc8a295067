import type { Language } from '@rapport/contract';
import { migrationSources, roomChecks } from '@rapport/modules';
import {
  type Examination,
  examine,
  type NamedCheck,
  ownLanguage,
  readSettings,
  type Settings,
  systemClock,
  unreadable,
} from '@rapport/platform';
import { connectOrStart } from '@rapport/server';
import { type Command, Option } from 'commander';
import { quiet } from '../house.ts';
import { say, sayJson, tell } from '../terminal.ts';

const marks: Record<NamedCheck['state'], string> = { good: '✓', note: '·', wrong: '✗' };
const headings = { en: ['Settings', 'Checks'], 'zh-CN': ['设置', '检查'] } as const;

function print({ settings, checks }: Examination, language: Language): void {
  const [first, second] = headings[language];
  const wide = Math.max(0, ...settings.map(({ name }) => name.length));
  if (settings.length > 0) say(first);
  for (const { name, value, source } of settings) say(`  ${name.padEnd(wide)}  ${value}  [${source}]`);
  say(second);
  for (const { state, title, found, cure } of checks) {
    say(`  ${marks[state]} ${title}${language === 'en' ? ': ' : '：'}${found}`);
    if (cure) say(`      → ${cure}`);
  }
}

/** A setting that cannot be read is itself the finding. */
async function look(language: Language): Promise<Examination> {
  let settings: Settings;
  try {
    settings = readSettings();
  } catch (error) {
    return unreadable(error as Error, language);
  }
  return examine({
    settings,
    clock: systemClock,
    logger: quiet,
    sources: migrationSources(),
    rooms: roomChecks,
    language,
    openDatabase: () => connectOrStart(settings, tell),
  });
}

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('show every setting with its source, and check what it leads to; exit code 1 when something is wrong')
    .option('--json', 'one line of JSON: {ok, settings, checks}')
    .addOption(new Option('--language <tag>', 'of the sentences').choices(['en', 'zh-CN']).default(ownLanguage()))
    .action(async ({ json, language }: { json?: boolean; language: Language }) => {
      const examined = await look(language);
      const ok = examined.checks.every(({ state }) => state !== 'wrong');
      if (json) sayJson({ ok, ...examined });
      else print(examined, language);
      if (!ok) process.exitCode = 1;
    });
}
