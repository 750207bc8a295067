import { rename, rm, stat } from 'node:fs/promises';
import { Fault } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { formatPolicy } from '@rapport/verify';
import { audit } from '../../access/index.ts';
import { keeperOf } from '../keeper.ts';
import { recordOwn } from '../own-events.ts';
import { conversationHeads, logKeys, takenSince } from './export-reader.ts';
import { fileDigest } from './file-digest.ts';
import { mostBytes } from './limits.ts';
import type { Packed } from './pack-export.ts';
import { packIn } from './pack-in.ts';
import type { Cause } from './rows.ts';
import { exportedEvent } from './run-export.ts';

export interface FileExport extends Omit<Cause, 'id' | 'maker' | 'inspection' | 'notAfter'> {
  /** Where the zip is to be; must not be there. */
  path: string;
  progress(at: { done: number; total: number }): void | Promise<void>;
  signal: AbortSignal;
}

/** As often as it begins anew; whoever erases without end is waited for by people. */
const mostTurns = 5;

/** Packs once, and notes it. Undefined: something was taken out of what was being packed, which may hold it still. */
async function packOnce(
  platform: Platform,
  wanted: FileExport,
  cause: Cause,
  part: string,
): Promise<(Packed & { digest: string }) | undefined> {
  const heads = await conversationHeads(platform.db, wanted.conversations);
  const packed = await packIn(platform, {
    ...cause,
    path: part,
    most: mostBytes,
    async progress(at) {
      wanted.signal.throwIfAborted();
      await wanted.progress(at);
    },
  });
  const digest = await fileDigest(part);
  const stands = await platform.db.transaction(async (tx) => {
    if (await takenSince(tx, heads)) return false;
    const at = platform.clock.now();
    const { format, recipient, purpose, conversations } = wanted;
    await recordOwn(platform, tx, exportedEvent(cause, packed, digest, at));
    const detail = { format, recipient: recipient ?? undefined, purpose, conversations };
    const told = { act: 'export.created', subjectKind: 'export', subject: cause.id, detail, from: 'command-line' };
    await audit(tx, { at, actor: null, ...told });
    return true;
  });
  return stands ? { ...packed, digest } : undefined;
}

/**
 * Packs an export for whoever stands at the server, into a file of theirs; audited and in the ledger like others. What was erased, redacted or
 * withheld meanwhile is in no file: it is packed anew.
 * @throws Fault `conflict` where things are taken out again and again
 */
export async function exportToFile(platform: Platform, wanted: FileExport): Promise<Packed & { digest: string }> {
  if ((await conversationHeads(platform.db, wanted.conversations)).length < new Set(wanted.conversations).size)
    throw new Fault('not-found', { what: 'conversation' });
  if (await stat(wanted.path).catch(() => undefined))
    throw new Error(`EEXIST: ${wanted.path} is there already. Name another file.`);
  const cause = { ...wanted, id: newId(), maker: null, inspection: null, notAfter: null };
  // A bundle that is not in the ledger is none: until then it has another name.
  const part = `${wanted.path}.part`;
  const keeper = platform.keep(keeperOf);
  keeper.start();
  try {
    for (let turn = 0; turn < mostTurns; turn++) {
      await rm(part, { force: true });
      const packed = await packOnce(platform, wanted, cause, part);
      if (!packed) continue;
      await keeper.caughtUp();
      await rename(part, wanted.path);
      return packed;
    }
    throw new Fault('conflict', { reason: 'words were taken out while they were packed' });
  } finally {
    await rm(part, { force: true });
    await keeper.stop();
  }
}

/** The policy of this house (C2SP tlog-policy): the keys of its logs, for whoever is to check bundles. */
export const ledgerPolicy = async (platform: Platform): Promise<string> => formatPolicy(await logKeys(platform.db));
