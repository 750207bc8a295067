import type { Client } from '@rapport/client';

const forgets = new Set<() => void>();

/** What the page holds of its person beside the client's own state is let go by `forget` when they sign out or another one comes. */
export const onPersonGone = (forget: () => void): void => {
  forgets.add(forget);
};

const personOf = ({ state }: Pick<Client, 'state'>): string | undefined => (state.signedOut ? undefined : state.me?.user.id);

/** Sees to it that nothing of a person stays in the page whose session has ended. */
export function watchPerson(client: Pick<Client, 'state' | 'subscribe'>): void {
  let known = personOf(client);
  client.subscribe(() => {
    const now = personOf(client);
    if (now === known) return;
    const gone = known !== undefined;
    known = now;
    if (gone) for (const forget of forgets) forget();
  });
}

/** Asks for somebody: the answer, or undefined where another person is here by the time it comes. */
export async function askedForMe<T>(client: Pick<Client, 'state'>, question: Promise<T>): Promise<T | undefined> {
  const asker = personOf(client);
  const answer = await question;
  return asker !== undefined && personOf(client) === asker ? answer : undefined;
}
