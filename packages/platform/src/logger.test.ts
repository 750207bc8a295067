import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('an error of the database is logged without the row that it quotes', () => {
  const lines: string[] = [];
  const logger = createLogger('error', { write: (line) => lines.push(line) });
  const words = 'what somebody wrote';
  const error = Object.assign(new Error('null value in column "x"'), {
    code: '23502',
    table: 'version',
    detail: `Failing row contains (1, ${words}).`,
    where: `COPY version, line 1: "${words}"`,
    cause: Object.assign(new Error('inner'), { code: '22001' }),
  });
  logger.error({ err: error }, 'a call failed');
  expect(lines.join()).not.toContain(words);
  expect(JSON.parse(lines[0]!)).toMatchObject({ err: { code: '23502', table: 'version' }, msg: 'a call failed' });
});
