import { hash } from 'node:crypto';
import type { Sha256 } from '@rapport/ledger';

/** Node's SHA-256: several times as fast as our own. */
export const nodeSha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');
