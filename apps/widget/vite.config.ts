import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A classic script's names are the whole page's: the tag's script keeps its own to itself. */
const ownScope: Plugin = {
  name: 'own-scope',
  renderChunk: (code, { name }) => (name === 'widget' ? `(()=>{${code}})();` : null),
};

/** Two files of scripts: what a site's one tag loads (`widget.js`, a classic script), and the page in the frame that it opens. */
export default defineConfig({
  root: here('.'),
  base: '/widget/',
  plugins: [ownScope],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['rapport-source', ...defaultClientConditions] },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { frame: here('index.html'), widget: here('src/loader.ts') },
      output: { entryFileNames: ({ name }) => (name === 'widget' ? 'widget.js' : 'assets/[name]-[hash].js') },
    },
  },
});
