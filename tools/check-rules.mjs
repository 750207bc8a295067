// Do not relax these rules. Rules 1-3 and 8 are in .dependency-cruiser.cjs and knip.json; 4-7, and one of words, are here.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkEffects } from './rules/effects.mjs';
import { checkExports, checkLength, checkNames, checkPaths, checkRooms } from './rules/shape.mjs';
import { readSources } from './rules/source-files.mjs';
import { checkSql, tableOwners } from './rules/sql.mjs';
import { checkGaps } from './rules/words.mjs';

/** Checks a tree; resolves to its violations as lines `file:line rule: what`. */
export function checkRules(root) {
  const found = [];
  const reportIn = (file, rule, line, message) => found.push(`${file.path}:${line} ${rule}: ${message}`);
  const files = readSources(root);
  const owners = tableOwners(files, reportIn);
  checkRooms(files, reportIn);
  for (const file of files) {
    const report = (rule, line, message) => reportIn(file, rule, line, message);
    for (const check of [checkNames, checkLength, checkExports, checkPaths, checkEffects, checkGaps]) check(file, report);
    checkSql(file, owners, report);
  }
  return { files: files.length, violations: found };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { files, violations } = checkRules(resolve(process.argv[2] ?? '.'));
  for (const line of violations) console.error(line);
  console.log(`${files} files, ${violations.length} violations`);
  process.exit(violations.length === 0 ? 0 : 1);
}
