import { access } from '../features/access/words.ts';
import { attention } from '../features/attention/words.ts';
import { composer } from '../features/composer/words.ts';
import { conversations } from '../features/conversations/words.ts';
import { files } from '../features/files/words.ts';
import { health } from '../features/health/words.ts';
import { panels } from '../features/panels/words.ts';
import { people } from '../features/people/words.ts';
import { search } from '../features/search/words.ts';
import { shell } from '../features/shell/words.ts';
import { timeline } from '../features/timeline/words.ts';
import { app } from './app-words.ts';
import { tables } from './words-of.ts';

/** Every phrase of the client by feature. */
export const allWords = {
  app,
  shell,
  attention,
  conversations,
  timeline,
  composer,
  panels,
  files,
  people,
  search,
  access,
  health,
};

const made = {
  app: tables(app),
  shell: tables(shell),
  attention: tables(attention),
  conversations: tables(conversations),
  timeline: tables(timeline),
  composer: tables(composer),
  panels: tables(panels),
  files: tables(files),
  people: tables(people),
  search: tables(search),
  access: tables(access),
  health: tables(health),
};

type Made = typeof made;
type Resource = { [N in keyof Made]: Made[N]['en'] };

const pick = (language: 'en' | 'zh'): Resource =>
  Object.fromEntries(Object.entries(made).map(([feature, both]) => [feature, both[language]])) as Resource;

export const resources = { en: pick('en'), 'zh-CN': pick('zh') };

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app';
    resources: Resource;
  }
}
