import ts from 'typescript';
import { lineOf, visit } from './source-files.mjs';

/** Where rule 4 holds; platform is the owner of the database, dev and bench stand outside the product. */
const held = /^(packages\/(contract|ledger|verify|modules|client|ui)|apps)\//;
const allowed = /(^|\/)([a-z0-9-]+-)?(reader|writer)\.ts$|^packages\/modules\/src\/windows\/|\/migrations\//;

// Keywords all small or all capital: "Select a person from the list" is a sentence, not a statement.
const statements = [
  /^\s*(select|SELECT)\s[\s\S]*\b(from|FROM)\s/,
  /^\s*(select|SELECT)\s+([\w.]+\s*\(|\$\d|\d)/,
  /^\s*(insert\s+into|INSERT\s+INTO)\s/,
  /^\s*(update|UPDATE)\s+[\w."]+(\s+(as\s+)?\w+)?\s+(set|SET)\s/,
  /^\s*(delete\s+from|DELETE\s+FROM)\s/,
  /^\s*(with|WITH)\s+(recursive\s+|RECURSIVE\s+)?\w+(\s*\([^)]*\))?\s+(as|AS)\s+(materialized\s*|not\s+materialized\s*|MATERIALIZED\s*)?\(/,
  /^\s*(create|alter|drop|CREATE|ALTER|DROP)\s+(unique\s+|or\s+replace\s+|UNIQUE\s+|OR\s+REPLACE\s+)?(table|index|view|function|trigger|schema|sequence|TABLE|INDEX|VIEW|FUNCTION|TRIGGER|SCHEMA|SEQUENCE)\s/,
  /^\s*(truncate|TRUNCATE)\s+(table\s+|TABLE\s+)?[\w.]+\s*$/,
];
const touches =
  /\b(insert\s+into|update|delete\s+from|truncate(?:\s+table)?|from|join)\s+(?:only\s+)?((?:[a-z_]\w*\.)?[a-z_]\w*)/gi;
const creates = /\bcreate\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?((?:[a-z_]\w*\.)?[a-z_]\w*)/gi;

const withoutComments = (sql) => sql.replace(/--[^\n]*/g, '').replace(/\/\*[\s\S]*?\*\//g, '');
const bare = (table) => table.toLowerCase().replace(/^public\./, '');

function ownerOf(path) {
  const room = /^packages\/modules\/src\/([^/]+)\//.exec(path)?.[1];
  return room ?? /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1];
}

function literalText(node) {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  // What is put in stands for a name or a predicate: a word in its place keeps the statement's shape.
  return node.head.text + node.templateSpans.map(({ literal }) => `x${literal.text}`).join('');
}

/** Table → room, from every migration; a table that two rooms create is a violation by itself. */
export function tableOwners(files, report) {
  const owners = new Map();
  for (const file of files) {
    if (!file.path.endsWith('.sql') || !file.path.includes('/migrations/')) continue;
    for (const [, table] of withoutComments(file.text).matchAll(creates)) {
      const owner = ownerOf(file.path);
      const before = owners.get(bare(table));
      if (before !== undefined && before !== owner) report(file, 'rule 4', 1, `the table ${table} is ${before}'s already`);
      else owners.set(bare(table), owner);
    }
  }
  return owners;
}

function checkOwnership(file, sql, line, owners, report) {
  const mine = ownerOf(file.path);
  for (const [, verb, table] of withoutComments(sql).matchAll(touches)) {
    const owner = owners.get(bare(table));
    if (owner === undefined || owner === mine) continue;
    const writes = !/^(from|join)$/i.test(verb);
    // stream and log may be read by all, as every reaction does; rows get there by platform's append alone.
    if ((mine === 'windows' || owner === 'platform') && !writes) continue;
    report('rule 4', line, `${writes ? 'writes' : 'reads'} ${table}, which ${owner} owns`);
  }
}

/** Rule 4: SQL only in readers, writers, windows and migrations, and there only on one's own tables. */
export function checkSql(file, owners, report) {
  if (file.tree === undefined || file.test || !held.test(file.path)) return;
  visit(file.tree, (node) => {
    if (ts.isImportDeclaration(node) && /^pg(-|$)/.test(node.moduleSpecifier.text) && !node.importClause?.isTypeOnly) {
      report('rule 4', lineOf(file, node), 'the driver is platform’s: rooms get a transaction');
    }
    const text = literalText(node);
    if (text === undefined) return;
    const isStatement = statements.some((pattern) => pattern.test(text));
    if (isStatement && !allowed.test(file.path))
      report('rule 4', lineOf(file, node), 'SQL outside reader.ts, writer.ts, windows/ and migrations/');
    if (isStatement) checkOwnership(file, text, lineOf(file, node), owners, report);
  });
}
