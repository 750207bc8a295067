import { againstRows } from './against-rows.ts';
import { openGround } from './ground.ts';
import type { OutboxQuestion } from './outbox-process.ts';
import type { PartnerQuestion, Taken } from './partner-process.ts';
import type { Suite } from './suite.ts';

/**
 * Messages to contacts that are written already, carried to another system by signed calls, each attempt written down before it leaves; against
 * rows committed one by one.
 */
export const outbox: Suite = async (run) => {
  const ground = await openGround(run);
  const partner = ground.start('partner-process.ts');
  const child = ground.start('outbox-process.ts');
  const contacts = run.options.short ? 20 : 1_000;
  const { databaseUrl: url, dataDir } = ground;
  const port = await partner.ask<number>({ do: 'open' } satisfies PartnerQuestion);
  await child.ask({ do: 'open', url, dataDir, port, contacts } satisfies OutboxQuestion, 300_000);
  // As many as go out in about the time that was asked for.
  let messages = run.options.short ? 100 : Math.round(1_000 * run.options.seconds);
  return againstRows(run, ground, child, {
    name: 'outbox',
    act: 'outbox',
    unit: 'messages',
    facts: { contacts },
    async before() {
      // Towards the end nothing is lost: what goes a second time waits for a second, in which nothing else would be left to do.
      await partner.ask({ do: 'begin', losing: messages / 2 } satisfies PartnerQuestion);
      await child.ask({ do: 'write', messages } satisfies OutboxQuestion, 300_000);
    },
    async after({ done, seconds }) {
      const taken = await partner.ask<Taken>({ do: 'taken' } satisfies PartnerQuestion);
      if (!run.options.short) messages = Math.min(20_000, Math.round((done / seconds) * run.options.seconds));
      const { messages: there, calls, lost, disordered } = taken;
      return [
        ...(there === done ? [] : [`${done} messages are told as sent, ${there} came`]),
        ...(calls === there + lost ? [] : [`${there} messages came in ${calls} calls, ${lost} of them unanswered`]),
        ...(disordered === 0 ? [] : [`${disordered} messages overtook one that was written before`]),
      ];
    },
  });
};
