import { Attachment } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { z } from 'zod';
import { storeReceived } from '../../files/index.ts';
import type { Visitor } from './visitor.ts';

const Claim = z.object({ visitor: z.string(), account: z.string(), file: Attachment });

/**
 * Keeps what a visitor sent up. The file is nobody's until a message has it; by the claim, sealed, the visitor says with it, and nobody else can.
 */
export async function keepUpload(
  platform: Platform,
  { account, value }: Visitor,
  name: string,
  bytes: Buffer,
): Promise<{ file: Attachment; claim: string }> {
  const file = await storeReceived(platform, name, bytes);
  const { blur: _, ...told } = file;
  const claim = platform.vault.seal(Buffer.from(JSON.stringify({ visitor: value, account, file: told })));
  return { file, claim: claim.toString('base64url') };
}

/** The file of a claim; undefined when it is none, or another's. */
export function uploadedBy({ vault }: Platform, { account, value }: Visitor, claim: string): Attachment | undefined {
  try {
    const found = Claim.parse(JSON.parse(vault.open(Buffer.from(claim, 'base64url')).toString('utf8')));
    return found.visitor === value && found.account === account ? found.file : undefined;
  } catch {
    return undefined;
  }
}
