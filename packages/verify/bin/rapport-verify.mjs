#!/usr/bin/env node
import { existsSync } from 'node:fs';

// What is built stands alone; this file is there before the build, since npm links no command to a file that is missing.
const built = new URL('../dist/verify.mjs', import.meta.url);
if (existsSync(built)) await import(built.href);
else {
  console.error('rapport-verify: not built yet; run npm run build.');
  process.exitCode = 2;
}
