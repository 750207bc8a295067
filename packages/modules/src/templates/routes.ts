import type { Handlers, Origin, Platform } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { getTemplate, listTemplates } from './look-up.ts';
import { archiveTemplate, changeTemplate, createTemplate } from './write-templates.ts';

/** Contract methods → actions, nothing else. */
export function routes(p: Platform): Handlers<Actor> {
  const on =
    <I>(action: (platform: Platform, actor: Actor, input: I, ip: string) => Promise<unknown>) =>
    (actor: Actor, input: I, origin: Origin) =>
      action(p, actor, input, origin.ip);
  return {
    'templates.list': on(listTemplates),
    'templates.get': on(getTemplate),
    'templates.create': on(createTemplate),
    'templates.change': on(changeTemplate),
    'templates.archive': on(archiveTemplate),
  };
}
