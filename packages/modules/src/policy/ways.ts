import { type ContactWay, Fault, type Handle, type Output, type Parsed, type PolicyVerdict } from '@rapport/contract';
import { type Platform, pageOf, type Queryable, readCursor } from '@rapport/platform';
import { type Actor, requirePermission } from '../access/index.ts';
import { fieldOfGroup, handlesOf, standingOfContact } from '../contacts/index.ts';
import { listAccounts } from './account-reader.ts';
import { ask } from './decide.ts';
import { decisionRows, knownWindows, rulesRow } from './reader.ts';
import { rulesOf } from './rule-memory.ts';

/** Ways of one contact that are looked at. */
const mostWays = 30;

/** What a channel reaches by a handle that is called otherwise. */
const handleKinds: Readonly<Record<string, Handle['kind']>> = { sms: 'phone', letter: 'post' };

const unknownContact = (): Fault => new Fault('not-found', { what: 'contact' });

export async function accounts(platform: Platform, actor: Actor): Promise<Output<'policy.accounts'>> {
  requirePermission(actor, 'policy.read');
  return { accounts: await listAccounts(platform.db) };
}

export async function askPolicy(
  platform: Platform,
  actor: Actor,
  { account, handle, template, planned }: Parsed<'policy.ask'>,
): Promise<Output<'policy.ask'>> {
  requirePermission(actor, 'policy.read');
  return ask(platform, platform.db, { account, handle, message: { template, planned }, at: platform.clock.now() });
}

/** Handles of a group with the accounts that reach them: by the kind, and where it means something in one account only, by what came from there. */
export async function reached(q: Queryable, root: string) {
  const handles = await handlesOf(q, root);
  const known = new Set(
    (
      await knownWindows(
        q,
        handles.map(({ id }) => id),
      )
    ).map(({ handle, account }) => `${handle} ${account}`),
  );
  return (await listAccounts(q))
    .filter(({ enabled }) => enabled)
    .flatMap((account) =>
      handles
        .filter(({ kind }) => kind === (handleKinds[account.kind] ?? account.kind))
        .filter(({ id, scope }) => scope === '' || scope === account.id || known.has(`${id} ${account.id}`))
        .map((handle) => ({ account, handle })),
    );
}

/** What would be decided now about a message by one of the ways to a contact. An account that does not reach it by that handle is no way. */
export async function askOfWay(
  platform: Platform,
  q: Queryable,
  { contact, account, handle }: { contact: string; account: string; handle: string },
): Promise<PolicyVerdict> {
  const standing = await standingOfContact(q, contact);
  if (!standing) throw unknownContact();
  const way = (await reached(q, standing.root)).some((one) => one.account.id === account && one.handle.id === handle);
  if (!way) throw new Fault('not-found', { what: 'handle' });
  return ask(platform, q, { account, handle, message: {}, at: platform.clock.now() });
}

/** PO9 The cheapest way that is adequate at the contact's stage and open now. */
export async function contactWays(
  platform: Platform,
  actor: Actor,
  { contact, planned, stage }: Parsed<'policy.ways'>,
): Promise<Output<'policy.ways'>> {
  requirePermission(actor, 'policy.read');
  const { db, clock } = platform;
  const standing = await standingOfContact(db, contact);
  if (!standing) throw unknownContact();
  const { guidance } = rulesOf(await rulesRow(db)).rules;
  const at = stage ?? (guidance.field === null ? undefined : await fieldOfGroup(db, standing.root, `x-${guidance.field}`));
  const row = guidance.stages.find((one) => one.stage === at);
  const ways: ContactWay[] = [];
  for (const { account, handle } of (await reached(db, standing.root)).slice(0, mostWays)) {
    const verdict = await ask(platform, db, { account: account.id, handle: handle.id, message: { planned }, at: clock.now() });
    const { costClass } = account.capabilities;
    const adequate = row === undefined || row.channels.includes(account.kind);
    ways.push({ account: account.id, handle: handle.id, channel: account.kind, costClass, adequate, verdict });
  }
  const [suggested] = ways
    .filter(({ adequate, verdict }) => adequate && verdict.allowed)
    .sort((one, other) => one.costClass - other.costClass);
  return { ...(at === undefined ? {} : { stage: at }), ways, ...(suggested ? { suggested: suggested.account } : {}) };
}

export async function listDecisions(
  platform: Platform,
  actor: Actor,
  { contact, cursor, limit }: Parsed<'policy.decisions'>,
): Promise<Output<'policy.decisions'>> {
  requirePermission(actor, 'policy.read');
  const before = readCursor<[number, string]>(cursor, ['number', 'id']);
  const standing = await standingOfContact(platform.db, contact);
  if (!standing) throw unknownContact();
  const rows = await decisionRows(platform.db, standing.handles, before, limit + 1);
  const page = pageOf(rows, limit, ({ at, id }) => [at, id]);
  return {
    ...page,
    items: page.items.map(({ reasons, nextAllowedAt, ...row }) => ({
      ...row,
      reasons: reasons ?? [],
      ...(nextAllowedAt === null ? {} : { nextAllowedAt }),
    })),
  } as Output<'policy.decisions'>;
}
