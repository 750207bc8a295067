import { againstRows } from './against-rows.ts';
import { openGround } from './ground.ts';
import type { PolicyQuestion } from './policy-process.ts';
import type { Suite } from './suite.ts';

/** Decisions whether contacts may be written to, each in a transaction, against rows committed one by one. */
export const policy: Suite = async (run) => {
  const ground = await openGround(run);
  const child = ground.start('policy-process.ts');
  const contacts = run.options.short ? 50 : 2_000;
  const begun = performance.now();
  const { databaseUrl: url, dataDir } = ground;
  await child.ask({ do: 'open', url, dataDir, contacts } satisfies PolicyQuestion, 300_000);
  run.say(`${contacts} contacts are there (${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
  return againstRows(run, ground, child, { name: 'policy', act: 'decide', unit: 'decisions', facts: { contacts } });
};
