import type { Facets } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { customersOf } from '../conversations/index.ts';
import { mattersOf } from '../inbox/index.ts';
import type { Actor } from '../people/index.ts';
import { listAccounts } from '../policy/index.ts';
import { Counts } from './counts.ts';
import type { Found } from './find-messages.ts';

type OfCustomers = Pick<Facets, 'channels' | 'accounts' | 'directions' | 'contacts' | 'cases'>;
const none: OfCustomers = { channels: [], accounts: [], directions: [], contacts: [], cases: [] };

/** How much of what was found was said on which channel, with which contact, in which of my cases: of what I may see, and nothing else. */
export async function countCustomers(platform: Platform, actor: Actor, found: readonly Found[]): Promise<OfCustomers> {
  const channels = new Counts<string>();
  const accounts = new Counts<string>();
  const directions = new Counts<string>();
  const talks = new Counts<string>();
  const said = found.flatMap(({ message: { conversation, seq, customer } }) =>
    customer ? [{ conversation, seq, thread: customer.thread, note: customer.direction === 'note', customer }] : [],
  );
  if (said.length === 0) return none;
  for (const { conversation, customer } of said) {
    channels.add(customer.channel);
    accounts.add(customer.account);
    directions.add(customer.direction);
    talks.add(conversation);
  }
  const [known, contacts, cases] = await Promise.all([
    listAccounts(platform.db),
    contactsOf(platform, talks),
    casesOf(platform, actor, said),
  ]);
  const nameOf = new Map(known.map(({ id, name }) => [id as string, name]));
  return {
    channels: channels.top().map(([channel, count]) => ({ channel, count })),
    accounts: accounts.top().map(([account, count]) => ({ account: account as never, name: nameOf.get(account) ?? '', count })),
    directions: directions.top().map(([direction, count]) => ({ direction: direction as never, count })),
    contacts,
    cases,
  };
}

/** Contacts by how much was found of talk with them, as they stand now: merged ones are one. */
async function contactsOf({ db }: Platform, talks: Counts<string>): Promise<Facets['contacts']> {
  const counted = new Map(talks.top(Number.MAX_SAFE_INTEGER));
  const contacts = new Counts<string>();
  const names = new Map<string, string>();
  for (const { conversation, contact, name } of await customersOf(db, [...counted.keys()])) {
    contacts.add(contact, counted.get(conversation));
    names.set(contact, name);
  }
  return contacts.top().map(([contact, count]) => ({ contact: contact as never, name: names.get(contact) ?? '', count }));
}

async function casesOf(platform: Platform, actor: Actor, said: Parameters<typeof mattersOf>[3]): Promise<Facets['cases']> {
  const cases = new Counts<string>();
  const about = new Map<string, { number: number; title: string | null }>();
  for (const matter of await mattersOf(platform, platform.db, actor, said)) {
    cases.add(matter.case);
    about.set(matter.case, matter);
  }
  return cases.top().map(([id, count]) => {
    const { number, title } = about.get(id)!;
    return { case: id as never, number, ...(title ? { title } : {}), count };
  });
}
