import { type ErrorCode, type ErrorParams, errorCatalogue, type Language, problemOf } from '@rapport/contract';

/** The catalogue's sentence; undefined for a code that only a newer server knows. */
export const catalogueSentence = (code: string, params: ErrorParams, language: Language): string | undefined =>
  code in errorCatalogue ? problemOf(code as ErrorCode, params, language).detail : undefined;
