import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { VerifierFiles } from '@rapport/verify';

/** The verifier as it was built with this server: every bundle carries it. @throws Error where it was not built */
export async function verifierFiles(): Promise<VerifierFiles> {
  const home = dirname(createRequire(import.meta.url).resolve('@rapport/verify/package.json'));
  try {
    const [program, page] = await Promise.all(['verify.mjs', 'verify.html'].map((name) => readFile(join(home, 'dist', name))));
    return { program: program!, page: page! };
  } catch (error) {
    throw new Error('The verifier is not built: node tools/build.mjs makes it.', { cause: error });
  }
}
