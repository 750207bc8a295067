import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { oneLanguage } from './one-language.ts';

/** The dev server's `/api` goes here: a house started with `npm start`. */
const house = process.env.RAPPORT_URL ?? 'http://localhost:8420';

/** Sizes of type grow with what the device asks for; the rest of the grid stays. */
const growingType = {
  postcssPlugin: 'growing-type',
  Declaration(line: { prop: string; value: string }) {
    if (/^(font-size|line-height)$/.test(line.prop) && /^[\d.]+px$/.test(line.value))
      line.value = `calc(${line.value} * var(--type-size, 1))`;
  },
};

const pdf = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

/** Character maps and fonts that PDFs may leave out, under the address that pdf-view.tsx names. */
const pdfParts: Plugin = {
  name: 'pdf-parts',
  generateBundle() {
    for (const folder of ['cmaps', 'standard_fonts']) {
      for (const name of readdirSync(join(pdf, folder)))
        this.emitFile({
          type: 'asset',
          fileName: `assets/pdf-parts/${folder}/${name}`,
          source: readFileSync(join(pdf, folder, name)),
        });
    }
  },
};

/** Scripts and the like once more, compressed: a house without a proxy before it sends them as they lie. */
const compressed: Plugin = {
  name: 'compressed',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle)) {
      if (!/^assets\/.*\.(js|mjs|css|svg)$/.test(name)) continue;
      const path = join(dir ?? 'dist', name);
      const bytes = readFileSync(path);
      if (bytes.length < 1024) continue;
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
    }
  },
};

/** Host names in links: the browser's own knowledge of them, as the Markdown parser asks for it. */
const hostNames: Plugin = {
  name: 'host-names',
  enforce: 'pre',
  resolveId: (id) => (id === 'punycode.js' ? '\0host-names' : null),
  load: (id) =>
    id === '\0host-names'
      ? `import * as names from ${JSON.stringify(fileURLToPath(new URL('src/app/host-names.ts', import.meta.url)))}; export default names;`
      : null,
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    react(),
    oneLanguage,
    hostNames,
    pdfParts,
    compressed,
    // The worker is our own; the plugin builds it and tells it what the build wrote.
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'src',
      filename: 'service-worker.ts',
      injectRegister: false,
      manifest: false,
      injectManifest: {
        globPatterns: ['**/*.{html,js,mjs,css,svg,png,webmanifest}'],
        dontCacheBustURLsMatching: /^assets\//,
        maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
        rollupFormat: 'iife',
      },
    }),
  ],
  // Packages are read from their sources, as everywhere in the house.
  resolve: {
    conditions: ['rapport-source', ...defaultClientConditions],
    // The browser itself knows the names of characters.
    alias: [{ find: /^entities$/, replacement: fileURLToPath(new URL('src/app/decode-entities.ts', import.meta.url)) }],
  },
  css: { postcss: { plugins: [growingType] } },
  server: { port: 8421, proxy: { '/api': { target: house, ws: true, changeOrigin: false } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // The content policy allows no data: scripts, and old browsers are not met here.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // Colours of code and the PDF reader: kept by the worker when they are first used.
      output: {
        // What every page begins with, in two parts: many small ones compress worse, and libraries change rarely.
        codeSplitting: {
          groups: [
            { name: 'base', tags: ['$initial'], test: /node_modules/ },
            { name: 'app', tags: ['$initial'] },
          ],
        },
        chunkFileNames: ({ name }) => `assets/${/^(pdf|code-colours)/.test(name) ? 'heavy-' : ''}${name}-[hash].js`,
      },
    },
  },
});
