import { isDeepStrictEqual } from 'node:util';
import { Fault, type Output, type Parsed } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { type Actor, audit, requirePermission } from '../../access/index.ts';
import { type At, type Health, MissingSecret, type VendorTemplate } from '../adapter.ts';
import { adapterOf } from '../adapters.ts';
import { atOf } from '../at.ts';
import { tellAccount } from '../tend/hints.ts';
import { type Account, findAccount } from './account.ts';
import { changedSecrets, requireGivenAnew } from './secrets.ts';
import { settingsFor } from './settings-for.ts';
import { resumeTransport } from './transport-writer.ts';

const noSecret = (name: string): Health => ({
  ok: false,
  code: 'secret-missing',
  detail: { en: `The secret “${name}” is missing.`, zh: `缺少密钥“${name}”。` },
});
const noAnswer: Health = {
  ok: false,
  code: 'network',
  detail: { en: 'Its platform cannot be reached from here.', zh: '无法连接到对方平台。' },
};

/** Milliseconds that a platform has to answer. */
const patience = 20_000;

/** What a platform answers in its time; else what stands in the way. */
async function inTime<T>(asking: Promise<T>, failed: (health: Health) => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(failed(noAnswer)), patience);
  });
  const asked = asking.catch((error: unknown) => failed(error instanceof MissingSecret ? noSecret(error.message) : noAnswer));
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}

const ask = ({ adapter }: Account, at: At<unknown>): Promise<Health> => inTime(adapter.health(at), (health) => health);

const inTheirs = ({ language }: Actor, { ok, code, step, detail }: Health): Output<'channels.checkAccount'> => ({
  ok,
  ...(code ? { code } : {}),
  ...(step ? { step } : {}),
  ...(detail ? { detail: language === 'zh-CN' ? detail.zh : detail.en } : {}),
});

/** Whether the account works now, asked of its platform; a resting one that does is let work again (CH8). */
export async function checkAccount(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.checkAccount'>,
): Promise<Output<'channels.checkAccount'>> {
  requirePermission(actor, 'channels.configure');
  const account = await findAccount(platform, platform.db, input.account);
  if (!account) throw new Fault('not-found', { what: 'channel' });
  const health = await ask(account, atOf(platform, account));
  if (health.ok && account.transport.pausedAt !== null) {
    await platform.db.transaction(async (tx) => {
      await resumeTransport(tx, account.id);
      tellAccount(platform, tx, account.id);
    });
  }
  return inTheirs(actor, health);
}

/** The templates that its platform has approved for an account, asked of it now; none where its kind has no such thing. */
export async function vendorTemplates(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.vendorTemplates'>,
): Promise<Output<'channels.vendorTemplates'>> {
  requirePermission(actor, 'channels.configure');
  const account = await findAccount(platform, platform.db, input.account);
  if (!account) throw new Fault('not-found', { what: 'channel' });
  const { adapter } = account;
  if (!adapter.templates) return { ok: true, templates: [] };
  const none = (health: Health) => ({ health, templates: [] as readonly VendorTemplate[] });
  const { health, templates } = await inTime(adapter.templates(atOf(platform, account)), none);
  return { ...inTheirs(actor, health), templates: templates.map(({ fields, ...one }) => ({ ...one, fields: [...fields] })) };
}

/** Secrets of an account go where its settings say: whoever has them sent elsewhere is written down as whoever changes it, by what would differ. */
async function noteTrial(
  platform: Platform,
  actor: Actor,
  { id, name, transport }: Account,
  settings: unknown,
  from: string,
): Promise<void> {
  const [before, now] = [transport.settings, settings] as [Record<string, unknown>, Record<string, unknown>];
  const other = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (key) => !isDeepStrictEqual(before[key], now[key]),
  );
  if (transport.secrets === null || other.length === 0) return;
  const at = platform.clock.now();
  const detail = { name, settings: other.sort() };
  await platform.db.transaction((tx) =>
    audit(tx, {
      at,
      actor: actor.user,
      act: 'channels.account-tried',
      subjectKind: 'channel-account',
      subject: id,
      detail,
      from,
    }),
  );
}

/**
 * Whether an account would work as it is given here; nothing of it is kept. Of an account that is there the secrets that are not given again are
 * its own.
 */
export async function tryAccount(
  platform: Platform,
  actor: Actor,
  input: Parsed<'channels.tryAccount'>,
  from: string,
): Promise<Output<'channels.tryAccount'>> {
  requirePermission(actor, 'channels.configure');
  const known = input.account === undefined ? undefined : await findAccount(platform, platform.db, input.account);
  if (input.account !== undefined && known?.kind !== input.kind) throw new Fault('not-found', { what: 'channel' });
  const adapter = adapterOf(platform, input.kind);
  const settings = settingsFor(adapter, input.settings);
  if (known) requireGivenAnew(platform, adapter.secrets, known.transport, settings, input.secrets);
  const { sealed } = changedSecrets(platform, adapter.secrets, known?.transport.secrets ?? null, input.secrets);
  if (known) await noteTrial(platform, actor, known, settings, from);
  const now = platform.clock.now();
  const id = known?.id ?? newId();
  const account = {
    ...(known ?? { createdAt: now, enabled: true, name: 'new' }),
    id: id as Account['id'],
    kind: adapter.kind,
    capabilities: adapter.capabilities(settings),
    adapter,
    transport: {
      account: id,
      settings,
      secrets: sealed,
      pausedAt: null,
      pausedBecause: null,
      rawDays: 0,
      changes: 0,
      changedAt: now,
    },
  };
  // What is given out under credentials that are only tried is shared with nobody.
  const at: At<unknown> = { ...atOf(platform, account), lease: async (_name, make) => (await make()).value };
  return inTheirs(actor, await ask(account, at));
}
