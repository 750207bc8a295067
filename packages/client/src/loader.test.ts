import type { Conversation } from '@rapport/contract';
import { expect, it } from 'vitest';
import { Loader, type LoaderDeps } from './loader.ts';
import { putConversation } from './reduce-answers.ts';
import { emptyState, type State } from './state.ts';
import { CallError } from './transport.ts';

const conversation = (rev: number): Conversation => ({ id: 'c', ev: 5, seq: 3, me: { rev, left: false, fromSeq: 1 } }) as never;
const hidden = () => new CallError({ code: 'not-found', status: 404, detail: '', type: '', title: '' } as never);

/** A loader whose calls are answered one by one, in an order of the test's own. */
function loaderOf(state: State) {
  const asked: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  const deps: LoaderDeps = {
    get: () => state,
    set: (next) => {
      state = next;
    },
    take: (step) => {
      state = step.state;
    },
    call: (() => new Promise((resolve, reject) => asked.push({ resolve, reject }))) as LoaderDeps['call'],
  };
  const answered = async (n: number) => {
    while (asked.length < n) await new Promise((resolve) => setImmediate(resolve));
    return asked[n - 1]!;
  };
  return { loader: new Loader(deps), answered, deps };
}

it('SY10 a late "not found" does not take away what a look has told since it was asked', async () => {
  const { loader, answered, deps } = loaderOf(emptyState);
  const done = loader.conversation('c');
  (await answered(1)).reject(hidden());
  const second = await answered(2);
  // Let in again, told by a look, while the second answer is on its way.
  deps.take(putConversation(deps.get(), conversation(7)));
  second.reject(hidden());
  (await answered(3)).resolve(conversation(7));
  await done;
  expect(deps.get().conversations.c?.me?.rev).toBe(7);
});

it('SY10 what is not found twice, and nobody told of meanwhile, is forgotten', async () => {
  const { loader, answered, deps } = loaderOf(putConversation(emptyState, conversation(7)).state);
  const done = loader.conversation('c');
  (await answered(1)).reject(hidden());
  (await answered(2)).reject(hidden());
  await done;
  expect(deps.get().conversations).toEqual({});
  expect(deps.get().gone.c).toEqual({ ev: 5, rev: 7 });
});

it('SY10 a group that a pull tells I was taken out of is not opened again by itself, though it is open to all', async () => {
  const window = { ev: 4, messages: [], hasOlder: false, hasNewer: false, loading: null };
  const { loader, answered, deps } = loaderOf({
    ...putConversation(emptyState, conversation(7)).state,
    timelines: { c: window },
  });
  const done = loader.pull('c', 6);
  (await answered(1)).resolve({ ev: 6, complete: true, conversation: { ...conversation(7), ev: 6, me: null }, messages: [] });
  await done;
  expect(deps.get()).toMatchObject({ conversations: {}, timelines: {} });
});
