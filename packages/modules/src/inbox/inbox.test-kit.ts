import type { InboxSettings } from '@rapport/contract';
import type { Seat, TestHouse } from '@rapport/dev';
import { contactOfHandle } from '../contacts/index.ts';
import { openCustomerConversation, type Posted, postInbound } from '../conversations/index.ts';
import { noteInbound } from '../policy/index.ts';
import { casesCaughtUp } from './index.ts';

/** An inbox with a team, into which an account leads. */
export async function anInbox(
  kit: TestHouse,
  team: readonly Seat[],
  account: string,
  settings: object = {},
  address = '',
): Promise<{ inbox: string; group: string }> {
  const group = await kit.group(...team);
  const { id } = await kit.call(kit.owner, 'inbox.save', {
    name: `Inbox ${crypto.randomUUID().slice(0, 8)}`,
    group,
    settings: settings as InboxSettings,
  });
  await kit.call(kit.owner, 'inbox.setSources', { inbox: id, sources: [{ account: account as never, address }] });
  return { inbox: id, group };
}

export interface Outsider {
  conversation: string;
  handle: string;
  contact: string;
  /** Says something; resolves once cases know it. */
  says(text: string, more?: Partial<Posted>): Promise<number>;
}

/** Somebody outside, by an address of theirs. */
export async function outsider(kit: TestHouse, account: string, name: string, sameAs?: string): Promise<Outsider> {
  const { platform } = kit.house;
  const address = `${crypto.randomUUID().slice(0, 8)}@customer.test`;
  const seen = await platform.db.transaction((tx) =>
    contactOfHandle(platform, tx, { kind: 'email', value: address, strength: 'verified', source: 'channel', name }),
  );
  if (sameAs) await kit.call(kit.owner, 'contacts.merge', { keep: sameAs as never, merge: [seen.contact as never] });
  const { conversation } = await platform.db.transaction((tx) =>
    openCustomerConversation(platform, tx, { account, handle: seen.handle }),
  );
  return {
    conversation,
    handle: seen.handle,
    contact: sameAs ?? seen.contact,
    async says(text, more = {}) {
      const { seq } = await platform.db.transaction(async (tx) => {
        await noteInbound(platform, tx, { account, handle: seen.handle, at: Date.now(), trigger: 'inbound', text });
        return postInbound(platform, tx, {
          ...{ conversation, handle: seen.handle, address, name, text, thread: '', attachments: [] },
          ...{ dedupeKey: crypto.randomUUID(), occurredAt: Date.now() },
          ...more,
        });
      });
      await casesCaughtUp(platform);
      return seq;
    },
  };
}

/** The only case of a conversation that is not over, as somebody of the team sees it. */
export async function caseOf(kit: TestHouse, seat: Seat, { conversation }: { conversation: string }) {
  const { cases } = await kit.call(seat, 'cases.ofConversation', { conversation: conversation as never });
  return kit.call(seat, 'cases.get', { case: cases[0]!.id });
}

/** Answers a contact as one of us; resolves once cases know it. */
export async function answers(kit: TestHouse, seat: Seat, conversation: string, text: string, thread = ''): Promise<void> {
  await kit.say(seat, conversation, text, { outward: true, ...(thread ? { envelope: { thread } } : {}) });
  await casesCaughtUp(kit.house.platform);
}
