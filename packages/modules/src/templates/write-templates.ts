import { Fault, type Parsed, type Template, type TemplateOutline } from '@rapport/contract';
import { newId, type Platform, type Tx } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../access/index.ts';
import { isBuiltIn, requireTemplate } from './look-up.ts';
import { countVersions } from './reader.ts';
import { advanceTemplate, archiveRow, insertTemplate, insertVersion } from './writer.ts';

/** Versions of own templates together: whoever makes more has a program that runs wild. */
const versionsMost = 2000;

async function requireRoom(tx: Tx): Promise<void> {
  if ((await countVersions(tx)) >= versionsMost) throw new Fault('quota-exceeded', { quota: `${versionsMost}` });
}

async function note(tx: Tx, platform: Platform, actor: Actor, act: string, template: Template, from: string): Promise<void> {
  const { names, version } = template;
  const detail = { name: names.en ?? names.zh, version };
  await audit(tx, {
    at: platform.clock.now(),
    actor: actor.user,
    act,
    subjectKind: 'template',
    subject: template.id,
    detail,
    from,
  });
}

export async function createTemplate(
  platform: Platform,
  actor: Actor,
  { definition }: Parsed<'templates.create'>,
  from: string,
): Promise<Template> {
  requirePermission(actor, 'templates.manage');
  return platform.db.transaction(async (tx) => {
    await requireRoom(tx);
    const at = platform.clock.now();
    const id = newId(at);
    await insertTemplate(tx, id, 1, at);
    await insertVersion(tx, { template: id, version: 1, author: actor.user, at, definition });
    const made = await requireTemplate(tx, id);
    await note(tx, platform, actor, 'template.created', made, from);
    return made;
  });
}

/** TP2: what was written with an earlier version is read with it. */
export async function changeTemplate(
  platform: Platform,
  actor: Actor,
  { template, after, definition }: Parsed<'templates.change'>,
  from: string,
): Promise<Template> {
  requirePermission(actor, 'templates.manage');
  return platform.db.transaction(async (tx) => {
    const before = await requireTemplate(tx, template);
    if (before.builtIn) throw new Fault('conflict', { reason: 'a built-in template stays as it is: copy it' });
    await requireRoom(tx);
    if (!(await advanceTemplate(tx, template, after))) throw new Fault('conflict', { reason: 'the template was changed' });
    await insertVersion(tx, { template, version: after + 1, author: actor.user, at: platform.clock.now(), definition });
    const changed = await requireTemplate(tx, template);
    await note(tx, platform, actor, 'template.changed', changed, from);
    return changed;
  });
}

export async function archiveTemplate(
  platform: Platform,
  actor: Actor,
  { template, archived }: Parsed<'templates.archive'>,
  from: string,
): Promise<TemplateOutline> {
  requirePermission(actor, 'templates.manage');
  return platform.db.transaction(async (tx) => {
    const before = await requireTemplate(tx, template);
    if (isBuiltIn(template)) await insertTemplate(tx, template, null, platform.clock.now());
    await archiveRow(tx, template, archived);
    if (before.archived !== archived)
      await note(tx, platform, actor, archived ? 'template.archived' : 'template.restored', before, from);
    const { definition: _, author: __, at: ___, ...outline } = { ...before, archived };
    return outline;
  });
}
