import { expect, it } from 'vitest';
import { Directory } from './directory.ts';
import type { LoaderDeps } from './loader.ts';
import { applySync } from './reduce-answers.ts';
import { conversation, here, stateWith } from './shapes.test-kit.ts';

it('SY5 what comes while the organization is asked for stays', async () => {
  let state = stateWith(conversation(5));
  const nothing = { epoch: 'e', drafts: [], folders: [], saved: [], organizationEv: 3, reset: false };
  const answers: Record<string, () => unknown> = {
    'people.changedSince': () => ({ ev: 3, tooMany: false, users: [], departments: true, organization: false, roles: false }),
    'people.me': () => {
      // Meanwhile a look is taken in.
      state = applySync(state, { ...nothing, cursor: 'newer', conversations: [conversation(6)] }).state;
      return { ...state.me, departments: ['new'] };
    },
  };
  const call = (async (name: string) => answers[name]!()) as LoaderDeps['call'];
  const set = (next: typeof state) => {
    state = next;
  };
  await new Directory({ get: () => state, set, take: (step) => set(step.state), call }).refresh();
  expect(state.conversations[here]!.ev).toBe(6);
  expect(state).toMatchObject({ cursor: 'newer', organizationEv: 3, me: { departments: ['new'] } });
});
