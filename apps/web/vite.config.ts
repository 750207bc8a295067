import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** The dev server's `/api` goes here: a house started with `npm start`. */
const house = process.env.RAPPORT_URL ?? 'http://localhost:8420';

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [
    react(),
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
  resolve: { conditions: ['rapport-source', ...defaultClientConditions] },
  server: { port: 8421, proxy: { '/api': { target: house, ws: true, changeOrigin: false } } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    // The content policy allows no data: scripts, and old browsers are not met here.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
