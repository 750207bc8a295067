import { Fault, type InboxRule, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform, pageOf, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../../access/index.ts';
import { ruleRuns } from '../desk/desk-reader.ts';
import { requireInbox } from '../guard.ts';
import { setUpChanged, setUpOf } from './memory.ts';
import { noteAct } from './save-inbox.ts';
import { ruleRows } from './set-up-reader.ts';
import { putRule } from './set-up-writer.ts';

const most = 500;

export async function listRules(platform: Platform, actor: Actor): Promise<Output<'inbox.rules'>> {
  requirePermission(actor, 'inbox.configure');
  return { rules: await ruleRows(platform.db) };
}

export async function saveRule(
  platform: Platform,
  actor: Actor,
  { rule, ...given }: Parsed<'inbox.saveRule'>,
  from: string,
): Promise<InboxRule> {
  requirePermission(actor, 'inbox.configure');
  if (given.inbox !== null) requireInbox(await setUpOf(platform), given.inbox);
  return platform.db.transaction(async (tx) => {
    const known = await ruleRows(tx);
    if (rule !== undefined && !known.some(({ id }) => id === rule)) throw new Fault('not-found', { what: 'rule' });
    if (rule === undefined && known.length >= most) throw new Fault('quota-exceeded', { quota: `${most} rules` });
    const id = rule ?? newId(platform.clock.now());
    const version = await putRule(tx, { id, ...given }, platform.clock.now());
    await noteAct(platform, tx, actor, 'inbox.rule', { id, name: given.name }, from);
    setUpChanged(platform, tx, id);
    return { id, version, ...given };
  });
}

export async function listRuns(
  platform: Platform,
  actor: Actor,
  { rule, cursor, limit }: Parsed<'inbox.ruleRuns'>,
): Promise<Output<'inbox.ruleRuns'>> {
  requirePermission(actor, 'inbox.configure');
  const below = readCursor<[string]>(cursor, ['id'])?.[0] ?? null;
  return pageOf(await ruleRuns(platform.db, rule ?? null, below, limit + 1), limit, (last) => [
    last.id,
  ]) as Output<'inbox.ruleRuns'>;
}
