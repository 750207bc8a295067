import { CallError } from '@rapport/client';
import { type ErrorCode, errorCatalogue, problemOf } from '@rapport/contract';
import { languageNow } from './language.ts';
import { say } from './translation.tsx';

/** The sentence for an error: the catalogue's own, in the language spoken now. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof CallError)) return say('app:unreachable');
  const { code, params, detail } = error.problem;
  return code in errorCatalogue ? problemOf(code, params ?? {}, languageNow()).detail : detail;
}

export const codeOf = (error: unknown): ErrorCode | null => (error instanceof CallError ? error.code : null);
