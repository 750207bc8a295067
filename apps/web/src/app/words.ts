import { access } from '../features/access/words.ts';
import { forms } from '../features/forms/words.ts';
import { health } from '../features/health/words.ts';
import { panels } from '../features/panels/words.ts';
import { search } from '../features/search/words.ts';
import { coreWords } from './core-words.ts';

/** Every phrase of the client by feature, in both languages: for types and checks; the page loads packs of one language. */
export const allWords = { ...coreWords, access, forms, health, panels, search };
