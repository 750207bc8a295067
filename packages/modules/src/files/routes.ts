import type { Parsed } from '@rapport/contract';
import type { Handlers, Platform } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { describeFiles } from './describe-files.ts';
import { getFile } from './get-file.ts';
import { changeLimits, getLimits, getUsage } from './limits.ts';
import { listFiles } from './list-files.ts';
import { convertFile } from './office/convert-file.ts';
import { readText } from './read-text.ts';
import { removeFile } from './remove-file.ts';

export const routes = (platform: Platform): Handlers<Actor> => ({
  'files.get': (actor, input: Parsed<'files.get'>) => getFile(platform, actor, input),
  'files.describe': (actor, input: Parsed<'files.describe'>) => describeFiles(platform, actor, input),
  'files.list': (actor, input: Parsed<'files.list'>) => listFiles(platform, actor, input),
  'files.text': (actor, input: Parsed<'files.text'>) => readText(platform, actor, input),
  'files.convert': (actor, input: Parsed<'files.convert'>) => convertFile(platform, actor, input),
  'files.limits': (actor) => getLimits(platform, actor),
  'files.changeLimits': (actor, input: Parsed<'files.changeLimits'>, { ip }) => changeLimits(platform, actor, input, ip),
  'files.usage': (actor) => getUsage(platform, actor),
  'files.remove': (actor, input: Parsed<'files.remove'>) => removeFile(platform, actor, input),
});
