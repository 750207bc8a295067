import ts from 'typescript';
import { lineOf, visit } from './source-files.mjs';

/** Where rule 5 holds: everything of the server that is not the ground floor. Browser code has its own clock. */
const held = /^(packages\/(contract|ledger|verify|modules)|apps\/(server|cli))\//;

const networkModules =
  /^(node:)?(https?|http2|net|tls|dgram|dns|dns\/promises)$|^(undici|ws|nodemailer(\/.*)?|smtp-server|imapflow|web-push|node-fetch|axios)$/;
const cryptoModule = /^(node:)?crypto$/;
const randomNames = new Set([
  'randomBytes',
  'randomUUID',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'getRandomValues',
  'webcrypto',
  'default',
]);
const effects = new Map([
  ['Date.now', 'the clock'],
  ['performance.now', 'the clock'],
  ['performance.timeOrigin', 'the clock'],
  ['process.hrtime', 'the clock'],
  ['Math.random', 'randomness'],
  ['crypto.randomUUID', 'randomness'],
  ['crypto.randomBytes', 'randomness'],
  ['crypto.getRandomValues', 'randomness'],
  ['process.env', 'the environment'],
  ['import.meta.env', 'the environment'],
  ['globalThis.fetch', 'the network'],
  ['globalThis.crypto', 'randomness'],
]);

function importedEffect(node) {
  const from = node.moduleSpecifier.text;
  const clause = node.importClause;
  if (clause === undefined || clause.isTypeOnly) return undefined;
  if (networkModules.test(from)) return `the network (${from})`;
  if (!cryptoModule.test(from)) return undefined;
  const named = clause.namedBindings;
  if (clause.name !== undefined || (named !== undefined && ts.isNamespaceImport(named)))
    return 'randomness (all of crypto: import by name)';
  const random = named?.elements.find((one) => randomNames.has((one.propertyName ?? one.name).text));
  return random && `randomness (${(random.propertyName ?? random.name).text})`;
}

function usedEffect(node) {
  if (ts.isPropertyAccessExpression(node)) return effects.get(node.getText().replace(/\s|\?/g, ''));
  if (ts.isElementAccessExpression(node) && node.expression.getText() === 'process') return 'the environment';
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) return 'the clock';
  if (ts.isNewExpression(node) && ['WebSocket', 'XMLHttpRequest', 'EventSource'].includes(node.expression.getText()))
    return 'the network';
  if (ts.isCallExpression(node) && node.expression.getText() === 'fetch') return 'the network';
  if (ts.isCallExpression(node) && node.expression.getText() === 'Date') return 'the clock';
  // const { env } = process
  const taken =
    ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer?.getText() === 'process';
  return taken && node.name.elements.some((one) => (one.propertyName ?? one.name).getText() === 'env')
    ? 'the environment'
    : undefined;
}

/** Rule 5: clock, randomness, environment and network only through platform. */
export function checkEffects(file, report) {
  if (file.tree === undefined || file.test || !held.test(file.path)) return;
  visit(file.tree, (node) => {
    const effect = ts.isImportDeclaration(node) ? importedEffect(node) : usedEffect(node);
    if (effect) report('rule 5', lineOf(file, node), `${effect} is reached past platform`);
  });
}
