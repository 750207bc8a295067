import { randomUUID } from 'node:crypto';
import type { Input, MethodName, Output } from '@rapport/contract';
import { createTokenFor, createUser, type House } from '@rapport/modules';
import { departments, directs, groups, organizationName, people, type StoryMessage } from './story.ts';

/** The password of everyone in the seeded house. It is printed, and must never guard anything real. */
export const seedPassword = 'lantern-kettle-42';
export const seedOwner = { name: '王晓明', email: 'owner@rapport.test' };

interface Seated {
  user: string;
  token: string;
}

/** Calls over HTTP as each person, so that the seed goes through the same doors as everybody. */
class Teller {
  readonly seats = new Map<string, Seated>();
  private readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  async call<M extends MethodName>(by: string, name: M, input: Input<M>): Promise<Output<M>> {
    const response = await fetch(`${this.url}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.seats.get(by)!.token}` },
      body: JSON.stringify(input),
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`${name} as ${by}: ${JSON.stringify(body)}`);
    return body as Output<M>;
  }

  id(key: string): never {
    return this.seats.get(key)!.user as never;
  }

  text(text: string): string {
    return text.replace(/@(\w+)/g, (whole, key: string) =>
      key === 'all' ? '<!all>' : this.seats.has(key) ? `<@${this.id(key)}>` : whole,
    );
  }

  async tell(conversation: string, message: StoryMessage): Promise<void> {
    const place = { conversation: conversation as never };
    const draft = { clientId: randomUUID(), text: this.text(message.text), ...(message.quote ? { quote: message.quote } : {}) };
    const { seq } = await this.call(message.by, 'conversations.sendMessage', { ...place, draft });
    for (const [by, emoji] of message.reactions ?? [])
      await this.call(by, 'conversations.react', { ...place, seq, emoji, on: true });
    if (message.pinned) await this.call(message.by, 'conversations.pin', { ...place, seq, on: true });
    if (message.edit) await this.call(message.by, 'conversations.editMessage', { ...place, seq, text: this.text(message.edit) });
    if (!message.topic) return;
    const topic = await this.call(message.topic[0]!.by, 'conversations.startTopic', { ...place, seq });
    for (const reply of message.topic) await this.tell(topic.id, reply);
  }
}

async function seatPeople(house: House, teller: Teller): Promise<void> {
  const { platform } = house;
  const owner = await createUser(platform, {
    ...seedOwner,
    role: 'owner',
    password: seedPassword,
    organizationName,
    language: 'zh-CN',
  });
  teller.seats.set('owner', { user: owner, token: (await createTokenFor(platform, { user: owner, name: 'seed' })).secret });
  for (const person of people) {
    const { key, name, kind: role, language } = person;
    const user = await createUser(platform, { email: `${key}@rapport.test`, name, role, password: seedPassword, language });
    teller.seats.set(key, { user, token: (await createTokenFor(platform, { user, name: 'seed' })).secret });
  }
}

async function buildDepartments(teller: Teller): Promise<void> {
  const ids = new Map<string, string>();
  for (const { key, name, parent } of departments) {
    const made = await teller.call('owner', 'people.createDepartment', {
      name,
      parent: (parent ? ids.get(parent)! : null) as never,
    });
    ids.set(key, made.id);
  }
  for (const { key, department, title } of people) {
    await teller.call(key, 'people.changeProfile', { title });
    if (department)
      await teller.call('owner', 'people.changeUser', { user: teller.id(key), departments: [ids.get(department) as never] });
  }
}

/** Fills an empty house with people, departments and conversations. */
export async function seedHouse(house: House, url: string): Promise<void> {
  const teller = new Teller(url);
  await seatPeople(house, teller);
  await buildDepartments(teller);
  for (const group of groups) {
    const { name, purpose, open } = group;
    const members = group.members.filter((key) => key !== 'owner').map((key) => teller.id(key));
    const made = await teller.call('owner', 'conversations.create', {
      name,
      purpose,
      visibility: open ? 'open' : 'private',
      members,
    });
    for (const message of group.messages) await teller.tell(made.id, message);
  }
  for (const direct of directs) {
    const [a, b] = direct.people;
    const made = await teller.call(a, 'conversations.openDirect', { users: [teller.id(b)] });
    for (const message of direct.messages) await teller.tell(made.id, message);
  }
}
