import ts from 'typescript';
import { lineOf, visit } from './source-files.mjs';

const FILE_LINES = 400;
const FUNCTION_LINES = 50;
/** A component is mostly markup: docs/decisions/0020-length-of-components.md. */
const COMPONENT_LINES = 100;
const vague = /^(utils?|helpers?|common|misc|services?|managers?)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Files whose framework wants a default export. */
const framework = /(^|\/)(vite\.config|vitest\.config|global-setup)\.ts$/;

/** Rule 6, names: kebab-case, and none that says nothing. */
export function checkNames(file, report) {
  const parts = file.path.split('/');
  const code = /\.(tsx?|mjs|cjs|sql)$/.test(file.name);
  parts.forEach((part, place) => {
    const isFile = place === parts.length - 1;
    if (isFile && !code) return;
    const stem = isFile ? part.replace(/(\.browser)?(\.(test|test-kit|config|d))?\.(tsx?|mjs|cjs|sql)$/, '') : part;
    if (vague.test(stem))
      report('rule 6', 1, `${part}: a name that says nothing (utils, helpers, common, misc, service, manager)`);
    else if (!kebab.test(stem)) report('rule 6', 1, `${part}: not kebab-case`);
  });
}

/** Rule 7: length of files and functions. */
export function checkLength(file, report) {
  if (file.tree === undefined) return;
  if (file.lines > FILE_LINES) report('rule 7', 1, `${file.lines} lines, more than ${FILE_LINES}`);
  if (file.test) return;
  const most = file.path.endsWith('.tsx') ? COMPONENT_LINES : FUNCTION_LINES;
  visit(file.tree, (node) => {
    if (!ts.isFunctionLike(node) || node.body === undefined) return;
    const first = lineOf(file, node);
    const last = file.tree.getLineAndCharacterOfPosition(node.end).line + 1;
    if (last - first + 1 > most) report('rule 7', first, `a function of ${last - first + 1} lines, more than ${most}`);
  });
}

const hasDefault = (node) =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);

/** Rule 6, exports: named ones only, each by its name; only doors pass on what others export. */
export function checkExports(file, report) {
  if (file.tree === undefined || file.name.endsWith('.cjs')) return;
  for (const node of file.tree.statements) {
    const isDefault = (ts.isExportAssignment(node) && !node.isExportEquals) || hasDefault(node);
    if (isDefault && !framework.test(file.path)) report('rule 6', lineOf(file, node), 'a default export');
    if (!ts.isExportDeclaration(node)) continue;
    const named =
      node.exportClause !== undefined && ts.isNamedExports(node.exportClause) ? node.exportClause.elements : undefined;
    if (named === undefined) report('rule 6', lineOf(file, node), 'export *: name what is exported');
    if (named?.some(({ name }) => name.text === 'default')) report('rule 6', lineOf(file, node), 'a default export');
    if (node.moduleSpecifier !== undefined && file.name !== 'index.ts')
      report('rule 6', lineOf(file, node), 'passes on another file: only a door (index.ts) does that');
  }
}

/** Packages are entered by their names, never by a path out of one's own. */
export function checkPaths(file, report) {
  if (file.tree === undefined) return;
  const home = /^((?:packages|apps)\/[^/]+|bench|tools)\//.exec(file.path)?.[1];
  for (const node of file.tree.statements) {
    const from =
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined
        ? node.moduleSpecifier.text
        : undefined;
    if (home === undefined || !from?.startsWith('.')) continue;
    const target = new URL(from, `file:///${file.path}`).pathname.slice(1);
    if (!target.startsWith(`${home}/`))
      report('rule 2', lineOf(file, node), `${from} leaves ${home}: import the package by its name`);
  }
}

/** Rule 2: every folder of the modules is a room with a place in the order. */
export function checkRooms(files, report) {
  const order = files.find(({ path }) => path === 'packages/modules/src/order.ts');
  if (order === undefined) return;
  const rooms = [...order.text.matchAll(/^\s*'([a-z-]+)',?$/gm)].map((match) => match[1]);
  const inline = [...order.text.matchAll(/\[([^\]]*)\]/g)].flatMap((match) =>
    [...match[1].matchAll(/'([a-z-]+)'/g)].map((name) => name[1]),
  );
  const known = new Set([...rooms, ...inline, 'windows']);
  const folders = new Set(files.map(({ path }) => /^packages\/modules\/src\/([^/]+)\//.exec(path)?.[1]).filter(Boolean));
  for (const folder of folders) {
    if (!known.has(folder)) report({ path: order.path }, 'rule 2', 1, `the room ${folder} has no place in the order`);
  }
}
