import { defineConfig } from 'vitest/config';
import { oneLanguage } from './apps/web/one-language.ts';

// What programs say follows the language of the machine; tests read it in one. Who is forked from here has it from its start.
for (const name of ['LC_ALL', 'LC_MESSAGES', 'LANGUAGE']) delete process.env[name];
process.env.LANG = 'C.UTF-8';

// Packages are read from their sources: the condition below is the first key of every package's "exports".
export default defineConfig({
  plugins: [oneLanguage],
  resolve: { conditions: ['rapport-source'] },
  ssr: { resolve: { conditions: ['rapport-source'] } },
  // Vitest loads global set-up files in an environment of its own.
  environments: { __vitest__: { resolve: { conditions: ['rapport-source'] } } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.tsx',
      'tools/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    globalSetup: ['packages/dev/src/global-setup.ts'],
    // Nets for what hangs, never judges of speed: they cost nothing while tests pass, and a machine may be ten times as busy as another.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    teardownTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    // Waiting for a state: generous, because it ends as soon as the state is there, and machines may be busy.
    expect: { poll: { timeout: 60_000, interval: 20 } },
  },
});
