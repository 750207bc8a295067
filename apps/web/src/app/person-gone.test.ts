import { emptyState, type State } from '@rapport/client';
import { expect, it } from 'vitest';
import { askedForMe, onPersonGone, watchPerson } from './person-gone.ts';

/** A page whose person comes and goes. */
function page() {
  const listeners = new Set<() => void>();
  const client = {
    state: emptyState,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const set = (more: Partial<State>): void => {
    client.state = { ...client.state, ...more };
    for (const listener of listeners) listener();
  };
  return { client, set };
}
const person = (id: string): Partial<State> => ({ me: { user: { id } } as never, signedOut: false });

it('what is held of a person is let go once when they sign out, and when another one comes; not when they are known first', () => {
  const { client, set } = page();
  let gone = 0;
  onPersonGone(() => gone++);
  watchPerson(client);
  set(person('lin'));
  set({ status: 'online' });
  set({ status: 'offline' });
  expect(gone).toBe(0);
  set({ signedOut: true });
  set({ me: null });
  expect(gone).toBe(1);
  set(person('anna'));
  expect(gone).toBe(1);
  set(person('ben'));
  expect(gone).toBe(2);
});

it('an answer that comes after its person left is nobody’s', async () => {
  const { client, set } = page();
  set(person('lin'));
  expect(await askedForMe(client, Promise.resolve('mine'))).toBe('mine');
  const late = askedForMe(client, Promise.resolve('mine'));
  set(person('anna'));
  expect(await late).toBeUndefined();
});
