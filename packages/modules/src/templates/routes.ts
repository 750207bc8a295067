import { type Handlers, handlerOf, type Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { getTemplate, listTemplates } from './look-up.ts';
import { archiveTemplate, changeTemplate, createTemplate } from './write-templates.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on = handlerOf<Actor>(p);
  return {
    'templates.list': on(listTemplates),
    'templates.get': on(getTemplate),
    'templates.create': on(createTemplate),
    'templates.change': on(changeTemplate),
    'templates.archive': on(archiveTemplate),
  };
}
