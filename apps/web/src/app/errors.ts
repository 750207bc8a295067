import { CallError } from '@rapport/client';
import type { ErrorCode } from '@rapport/contract';
import { languageNow } from './language.ts';
import { say } from './translation.tsx';

/** Behind the first page: until the catalogue is there, the server's own sentence is told, in the language that was spoken at the start. */
let sentences: typeof import('./error-sentences.ts') | undefined;
export async function loadSentences(): Promise<void> {
  sentences = await import('./error-sentences.ts');
}

/** The sentence for an error: the catalogue's own, in the language spoken now. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof CallError)) return say('app:unreachable');
  const { code, params, detail } = error.problem;
  // A token comes by a link: one without the shape of one was cut off on its way.
  const said = code === 'invalid-input' && params?.field === 'token' ? 'link-not-valid' : code;
  return sentences?.catalogueSentence(said, params ?? {}, languageNow()) ?? detail;
}

export const codeOf = (error: unknown): ErrorCode | null => (error instanceof CallError ? error.code : null);
