import { type Setting, settingsOf } from '../config.ts';
import type { Check } from './check.ts';
import { checkDatabase, type DatabaseCheck } from './database.ts';
import { checkDisk, checkFolder, checkKey, checkNode, checkPort } from './machine.ts';
import { checkMail, checkStore, checkToken } from './outside.ts';

export interface Examination {
  settings: Setting[];
  checks: Check[];
}

/** Looks at every setting and at what it leads to; changes nothing. */
export async function examine(deps: DatabaseCheck): Promise<Examination> {
  const { settings } = deps;
  const checks = [checkNode(), checkFolder(settings), checkKey(settings), await checkDisk(settings), await checkPort(settings)];
  const blocked = checks.some(({ name, state }) => name === 'data folder' && state === 'wrong');
  if (!blocked) checks.push(...(await checkDatabase(deps)));
  checks.push(...(await Promise.all([checkMail(settings), checkStore(settings), checkToken(settings)])));
  return { settings: settingsOf(settings), checks };
}
