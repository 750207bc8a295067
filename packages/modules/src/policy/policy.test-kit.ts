import { randomUUID } from 'node:crypto';
import type { Capabilities, HandleKind, PolicyRules, PolicyVerdict } from '@rapport/contract';
import type { TestHouse } from '@rapport/dev';
import { contactOfHandle } from '../contacts/index.ts';
import { type Asked, decide, keepAccount, noteInbound } from './index.ts';

/** An account that may write as it likes. */
export const freely: Capabilities = {
  inbound: 'webhook',
  parts: { text: {} },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: [],
  edit: false,
  recall: false,
  typing: false,
  threads: 'none',
  idempotentSend: 'none',
  rates: [],
  quietHoursApply: false,
  costClass: 0,
};

/** As an official account has it: five answers within 48 hours of a message, three within a minute of a scan, else nothing. */
export const byWindows: Capabilities = {
  ...freely,
  windows: [
    { trigger: 'inbound', ms: 172_800_000, quota: 5 },
    { trigger: 'scan', ms: 60_000, quota: 3 },
  ],
  proactive: 'none',
};

/** What rooms that know contacts and channels do, on a house. */
export function policyDesk(kit: TestHouse) {
  const platform = () => kit.house.platform;
  const transaction: TestHouse['house']['platform']['db']['transaction'] = (work) => platform().db.transaction(work);
  return {
    /** Another account. */
    account: (kind: string, capabilities: Capabilities = freely) =>
      transaction((tx) =>
        keepAccount(tx, { id: randomUUID(), kind, name: kind, capabilities, enabled: true, at: platform().clock.now() }),
      ),
    /** Somebody new whom a channel knows. */
    person: (kind: HandleKind, value: string = `${randomUUID()}@contacts.test`) =>
      transaction((tx) => contactOfHandle(platform(), tx, { kind, value, strength: 'verified', source: 'channel', name: value })),
    decide: (asked: Asked & { key?: string }): Promise<PolicyVerdict & { reservation?: string }> =>
      transaction((tx) => decide(platform(), tx, { key: randomUUID(), ...asked })),
    heard: (from: { account: string; handle: string; at: number; text?: string; isClaimed?: boolean }) =>
      transaction((tx) => noteInbound(platform(), tx, { trigger: 'inbound', ...from })),
    /** Sets some of the rules. */
    async rules(change: Partial<PolicyRules>): Promise<void> {
      const { version, rules } = await kit.call(kit.owner, 'policy.rules', {});
      await kit.call(kit.owner, 'policy.setRules', { version, rules: { ...rules, ...change } });
    },
    /** Somebody here knows that they agreed. */
    agree: (contact: string, channel: string, given = true) =>
      kit.call(kit.owner, 'policy.recordConsent', {
        contact,
        channel,
        purposes: ['marketing', 'survey'],
        given,
        evidence: 'form',
        proof: 'form 7',
      }),
  };
}
