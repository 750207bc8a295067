import type { Sha256 } from '@rapport/ledger';
import { nodeHashing } from '@rapport/verify';

/** Node's SHA-256: several times as fast as our own. */
export const nodeSha256: Sha256 = nodeHashing.hash;
