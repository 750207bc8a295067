import { randomBytes } from 'node:crypto';

/** An id as vendors make them: so many characters of base64url. */
export const randomWord = (length: number): string => randomBytes(length).toString('base64url').slice(0, length);
