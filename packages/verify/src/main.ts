#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { openPath } from './folder-bundle.ts';
import { nodeHashing } from './node-hashing.ts';
import { reportLines } from './report.ts';
import { troubleText } from './trouble.ts';
import { exitCodes } from './verdict.ts';
import { verifyBundle } from './verify-bundle.ts';
import type { Language } from './words.ts';

const help = `rapport-verify <bundle.zip or folder> --policy <file> [--lang en|zh] [--json] [--records]

Checks an evidence bundle of Rapport without a network.
核验Rapport证据包，不需要网络。

  --policy   whom you trust (C2SP tlog-policy); from the house or its witness, never from the bundle
             信任策略文件，应直接从该机构或见证方取得，不能用包内的那份
  --lang     language of the report / 报告语言
  --json     the verdict as JSON / 以JSON输出
  --records  one line of JSON for each record first / 先逐条输出每条记录的状态

Exit codes / 退出码: 0 everything holds / 全部成立, 1 tampered / 被篡改, 2 called wrongly or no bundle / 用法错误或不是证据包,
3 incomplete or unproven / 不完整或无法证明, 4 not trusted / 不可信, 5 holds, but parts are redacted / 成立但有遮盖`;

interface Call {
  path: string;
  policy?: string;
  language: Language;
  json: boolean;
  records: boolean;
}

const languageHere = (): Language => (Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh') ? 'zh' : 'en');

function readCall(args: string[]): Call | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      policy: { type: 'string' },
      lang: { type: 'string' },
      json: { type: 'boolean', default: false },
      records: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return undefined;
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new Error('Give one bundle.');
  if (values.lang !== undefined && values.lang !== 'en' && values.lang !== 'zh') throw new Error('--lang is en or zh.');
  const { policy, json, records, lang } = values;
  return { path, json, records, language: lang ?? languageHere(), ...(policy === undefined ? {} : { policy }) };
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

async function run({ path, policy, language, json, records }: Call): Promise<number> {
  const text = policy === undefined ? undefined : await readFile(policy, 'utf8');
  const bundle = await openPath(path);
  try {
    const verdict = await verifyBundle(bundle, {
      hashing: nodeHashing,
      ...(text === undefined ? {} : { policy: text }),
      ...(records ? { onRecord: (record) => say(JSON.stringify(record)) } : {}),
    });
    if (json) say(JSON.stringify(verdict));
    else for (const line of reportLines(verdict, language)) say(line);
    return verdict.exit;
  } finally {
    await bundle.close();
  }
}

async function main(): Promise<number> {
  let call: Call | undefined;
  try {
    call = readCall(process.argv.slice(2));
  } catch (error) {
    tell(`${(error as Error).message}\n\n${help}`);
    return exitCodes.bad;
  }
  if (!call) {
    say(help);
    return 0;
  }
  try {
    return await run(call);
  } catch (error) {
    tell(troubleText(error, call.language) ?? (error as Error).stack ?? String(error));
    return exitCodes.bad;
  }
}

process.exitCode = await main();
