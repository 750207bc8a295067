import { BadBundleError } from './bundle.ts';
import { PolicyError } from './policy.ts';
import { type Language, troubleWords } from './words.ts';

/** Why nothing could be checked, in somebody's language, and which place it was; undefined for faults of the program itself. */
export function troubleText(error: unknown, language: Language): string | undefined {
  const what = error instanceof BadBundleError ? 'bundle' : error instanceof PolicyError ? 'policy' : undefined;
  return what && `${troubleWords[what][language]}${(error as Error).message}`;
}
