import { composer } from '../features/composer/words.ts';
import { conversations } from '../features/conversations/words.ts';
import { shell } from '../features/shell/words.ts';
import { timeline } from '../features/timeline/words.ts';
import { app } from './app-words.ts';

/** The words of the messages page as it is first drawn. Other features bring theirs with their pages. */
export const coreWords = { app, shell, conversations, timeline, composer };
