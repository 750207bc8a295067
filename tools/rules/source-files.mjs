import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import ts from 'typescript';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'var', 'fixtures', 'public', '.git']);
const isTest = (path) => /\.(test|test-kit)\.tsx?$/.test(path);

function* walk(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!skipped.has(entry.name)) yield* walk(path);
    } else yield path;
  }
}

/** Every file of packages, apps, bench and tools, with its text; TypeScript and JavaScript ones with their syntax tree. */
export function readSources(root) {
  const files = [];
  for (const top of ['packages', 'apps', 'bench', 'tools']) {
    for (const full of walk(join(root, top))) {
      const path = relative(root, full).replaceAll('\\', '/');
      const isCode = /\.(tsx?|mjs|cjs)$/.test(path);
      if (!isCode && !path.endsWith('.sql')) {
        files.push({ path, name: basename(path), test: false, text: '', lines: 0 });
        continue;
      }
      const text = readFileSync(full, 'utf8');
      const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
      const tree = isCode ? ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) : undefined;
      files.push({ path, name: basename(path), test: isTest(path), text, lines, tree });
    }
  }
  return files;
}

/** Line number (from 1) of a node. */
export function lineOf(file, node) {
  return file.tree.getLineAndCharacterOfPosition(node.getStart(file.tree)).line + 1;
}

/** Calls `see` with every node below, depth first. */
export function visit(node, see) {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
