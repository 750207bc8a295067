import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = resolve(import.meta.dirname, '..');
const home = join(root, 'packages/verify');

/** One file of everything that an entry needs, readable: whoever relies on it may want to read it. */
async function oneFile(entry, format) {
  // Not at the top: builds begin before everything is installed.
  const { build } = await import('vite');
  const built = await build({
    configFile: false,
    root: home,
    logLevel: 'warn',
    resolve: { conditions: ['rapport-source'] },
    build: {
      write: false,
      minify: false,
      target: 'es2023',
      modulePreload: false,
      lib: { entry: join(home, 'src', entry), formats: [format], name: 'rapportVerify', fileName: 'one' },
      rollupOptions: { external: /^node:/ },
    },
  });
  const { output } = Array.isArray(built) ? built[0] : built;
  if (output.length !== 1) throw new Error(`${entry} became ${output.length} files.`);
  return output[0].code;
}

const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page with its words, looks and code in it; nothing else may run in it, and nothing is fetched. */
function pageOf(code) {
  const shell = readFileSync(join(home, 'page/verify.html'), 'utf8');
  const style = readFileSync(join(home, 'page/verify.css'), 'utf8');
  const script = code.replaceAll('</script', '<\\/script');
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return shell
    .replace('<!--policy-->', () => `<meta http-equiv="Content-Security-Policy" content="${policy}">`)
    .replace('<!--style-->', () => `<style>${style}</style>`)
    .replace('<!--script-->', () => `<script>${script}</script>`);
}

/** Makes `verify.mjs` (Node) and `verify.html` (browsers): each alone is the whole verifier. */
export async function buildVerifier(folder = join(home, 'dist')) {
  mkdirSync(folder, { recursive: true });
  const program = await oneFile('main.ts', 'es');
  writeFileSync(join(folder, 'verify.mjs'), program.startsWith('#!') ? program : `#!/usr/bin/env node\n${program}`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'verify.html'), pageOf(await oneFile('page.ts', 'iife')));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) await buildVerifier(process.argv[2] && resolve(process.argv[2]));
