import type { Capabilities } from '@rapport/contract';
import {
  contactOfHandle,
  keepAccount,
  noteInbound,
  openCustomerConversation,
  openTo,
  type Posted,
  postInbound,
} from '@rapport/modules';
import { newId } from '@rapport/platform';
import type { TestHouse } from './test-house.ts';

export const mailLike: Capabilities = {
  inbound: 'poll',
  parts: { text: {}, file: {}, image: {} },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: ['accepted', 'delivered', 'failed'],
  edit: false,
  recall: false,
  typing: false,
  threads: 'headers',
  idempotentSend: 'none',
  rates: [],
  quietHoursApply: true,
  costClass: 0,
};

/** An account of ours on a channel. */
export async function anAccount(kit: TestHouse, kind = 'email', capabilities: Partial<Capabilities> = {}): Promise<string> {
  const id = newId();
  const at = Date.now();
  const account = { id, kind, name: `Our ${kind}`, capabilities: { ...mailLike, ...capabilities }, enabled: true, at };
  await kit.house.platform.db.transaction((tx) => keepAccount(tx, account));
  return id;
}

export interface TestCustomer {
  conversation: string;
  account: string;
  handle: string;
  address: string;
  name: string;
  /** Says something as the contact; `key` tells it from others. */
  says(text: string, more?: Partial<Posted>): ReturnType<typeof postInbound>;
}

/** Somebody outside whose conversation is open to these groups. */
export async function aCustomer(kit: TestHouse, account: string, name: string, groups: readonly string[]): Promise<TestCustomer> {
  const { platform } = kit.house;
  const address = `${crypto.randomUUID().slice(0, 8)}@customer.test`;
  const { handle, conversation } = await platform.db.transaction(async (tx) => {
    const seen = await contactOfHandle(platform, tx, {
      ...{ kind: 'email', value: address, strength: 'verified', source: 'channel', name },
    });
    const opened = await openCustomerConversation(platform, tx, { account, handle: seen.handle });
    await openTo(platform, tx, opened.conversation, groups, null);
    return { handle: seen.handle, conversation: opened.conversation };
  });
  // As a channel does it: the contact's root first, then the stream.
  const says = (text: string, more: Partial<Posted> = {}) =>
    platform.db.transaction(async (tx) => {
      await noteInbound(platform, tx, { account, handle, at: Date.now(), trigger: 'inbound' });
      return postInbound(platform, tx, {
        ...{ conversation, handle, address, name, text, thread: '', attachments: [] },
        ...{ dedupeKey: crypto.randomUUID(), occurredAt: Date.now() },
        ...more,
      });
    });
  return { conversation, account, handle, address, name, says };
}
