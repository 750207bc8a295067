import { Readable } from 'node:stream';
import type pg from 'pg';

/** The parts of the driver's connection that COPY needs (PostgreSQL protocol 3.0, section "COPY Operations"). */
interface CopyConnection {
  readonly stream: {
    pause(): void;
    resume(): void;
    writableNeedDrain: boolean;
    once(event: 'drain' | 'close', act: () => void): void;
  };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

const chunkBytes = 64 * 1024;

const rowsOf = (tag: string): number => Number(/^COPY (\d+)$/.exec(tag)?.[1] ?? Number.NaN);

/** The server sends a message a row: gathered, so that what follows sees few large pieces. Copied, since the driver reuses its buffer. */
function gatherer(push: (piece: Buffer) => void): { add(row: Buffer): void; flush(): void } {
  let held: Buffer[] = [];
  let bytes = 0;
  const flush = (): void => {
    if (bytes > 0) push(Buffer.concat(held, bytes));
    held = [];
    bytes = 0;
  };
  return {
    add(row) {
      held.push(Buffer.from(row));
      bytes += row.length;
      if (bytes >= chunkBytes) flush();
    },
    flush,
  };
}

/**
 * Runs `copy … to stdout` and gives its bytes as they come, at the pace of the taker. `rows` resolves at the end to how many rows
 * came.
 */
export function copyOut(client: pg.Client, sql: string): { bytes: Readable; rows: Promise<number> } {
  let connection: CopyConnection | undefined;
  let count = Number.NaN;
  let done = (_rows: number): void => undefined;
  let failed = (_error: Error): void => undefined;
  const rows = new Promise<number>((resolve, reject) => {
    done = resolve;
    failed = reject;
  });
  rows.catch(() => undefined);
  const bytes = new Readable({ highWaterMark: chunkBytes, read: () => connection?.stream.resume() });
  const gather = gatherer((piece) => {
    if (!bytes.push(piece)) connection?.stream.pause();
  });
  client.query({
    submit(given: unknown) {
      connection = given as CopyConnection;
      connection.query(sql);
    },
    handleCopyData: (message: { chunk: Buffer }) => gather.add(message.chunk),
    handleCommandComplete(message: { text: string }) {
      count = rowsOf(message.text);
    },
    handleReadyForQuery() {
      gather.flush();
      bytes.push(null);
      // Nobody reads on after the end: a connection left paused would never hear the answer to its next statement.
      connection?.stream.resume();
      done(count);
    },
    handleError(error: Error) {
      bytes.destroy(error);
      connection?.stream.resume();
      failed(error);
    },
  } as pg.Submittable);
  return { bytes, rows };
}

/** Runs `copy … from stdin` with the given bytes; answers how many rows the server took. */
export function copyIn(client: pg.Client, sql: string, bytes: Readable): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = Number.NaN;
    let refused = false;
    let cause: Error | undefined;
    async function pump(connection: CopyConnection): Promise<void> {
      try {
        for await (const chunk of bytes) {
          if (refused) return;
          connection.sendCopyFromChunk(chunk as Buffer);
          if (connection.stream.writableNeedDrain) {
            await new Promise<void>((go) => {
              connection.stream.once('drain', go);
              connection.stream.once('close', go);
            });
          }
        }
        if (!refused) connection.endCopyFrom();
      } catch (error) {
        cause = error as Error;
        connection.sendCopyFail('the source could not be read');
      }
    }
    client.query({
      submit: (given: unknown) => (given as CopyConnection).query(sql),
      handleCopyInResponse: (connection: CopyConnection) => void pump(connection),
      handleCommandComplete(message: { text: string }) {
        count = rowsOf(message.text);
      },
      handleReadyForQuery: () => resolve(count),
      handleError(error: Error) {
        refused = true;
        bytes.destroy();
        reject(cause ?? error);
      },
    } as pg.Submittable);
  });
}
