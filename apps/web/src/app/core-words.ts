import { attention } from '../features/attention/words.ts';
import { composer } from '../features/composer/words.ts';
import { conversations } from '../features/conversations/words.ts';
import { files } from '../features/files/words.ts';
import { people } from '../features/people/words.ts';
import { shell } from '../features/shell/words.ts';
import { timeline } from '../features/timeline/words.ts';
import { app } from './app-words.ts';

/** The words of the messages page and of the way in. Other features bring theirs with their pages. */
export const coreWords = { app, shell, attention, conversations, timeline, composer, files, people };
