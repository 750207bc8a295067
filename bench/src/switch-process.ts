import { createHouse, type House, keeperOf, recordCensus, recordsCaughtUp } from '@rapport/modules';
import { newId, readConfig } from '@rapport/platform';
import { serveQuestions, tell } from './serve-questions.ts';

/** The product's house with its ledger switched off and on again: what the ledger costs is measured in one process. */
export type SwitchQuestion =
  | { do: 'open' }
  | { do: 'off' }
  /** Answers the seconds until all was in the tree, signed and shown. */
  | { do: 'on' }
  /** Answers the milliseconds of a census over so many streams. */
  | { do: 'census'; streams: number };

let house: House | undefined;

async function open(): Promise<number> {
  const config = readConfig();
  house = await createHouse({ config, databaseUrl: config.databaseUrl! });
  return house.listen();
}

async function switchOn({ platform }: House): Promise<number> {
  platform.keep(keeperOf).start();
  tell('begin');
  const begun = performance.now();
  await recordsCaughtUp(platform);
  tell('end');
  return (performance.now() - begun) / 1_000;
}

/** Streams that nobody has written into, made up to this number: a census only looks at how far they came. */
async function fillStreams({ platform }: House, count: number): Promise<void> {
  const { db, vault } = platform;
  const { epoch, there } = (await db.row<{ epoch: number; there: number }>(
    'select h.epoch, (select count(*)::int from ledger_stream) as there from ledger_head h',
  ))!;
  for (let left = count - there; left > 0; left -= 1_000) {
    const ids = Array.from({ length: Math.min(left, 1_000) }, () => newId());
    await db.rows(
      `insert into ledger_stream (stream_id, key, ev, epoch, leaf_hash) select u.id, u.key, 1, $3, sha256(u.key)
       from unnest($1::uuid[], $2::bytea[]) as u (id, key)`,
      [ids, ids.map(() => vault.newKey().wrapped), epoch],
    );
  }
}

async function census(here: House, streams: number): Promise<{ lines: number; milliseconds: number }> {
  await fillStreams(here, streams);
  const begun = performance.now();
  const taken = await recordCensus(here.platform);
  return { lines: taken?.lines.length ?? 0, milliseconds: performance.now() - begun };
}

serveQuestions(
  async (question: SwitchQuestion) => {
    if (question.do === 'open') return open();
    if (!house) throw new Error('There is no house yet.');
    if (question.do === 'off') return house.platform.keep(keeperOf).stop();
    if (question.do === 'on') return switchOn(house);
    return census(house, question.streams);
  },
  async () => house?.stop(),
);
