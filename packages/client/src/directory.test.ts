import { expect, it } from 'vitest';
import { Directory } from './directory.ts';
import type { LoaderDeps } from './loader.ts';
import { applySync, reduceOrganization } from './reduce-answers.ts';
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

/** A house with one person, whose calls are answered when the test lets them, and a client that holds what it was told. */
function slowHouse() {
  let state = { ...stateWith(conversation(5)), organizationEv: 5 };
  const house = { ev: 5, title: 'before', broken: false };
  const waiting: (() => void)[] = [];
  const call = (async (name: string) => {
    const users = [{ id: 'lin', title: house.title }];
    const organizationEv = house.ev;
    await new Promise<void>((resolve) => waiting.push(resolve));
    if (house.broken) throw new Error('gone');
    if (name === 'people.get') return { users, organizationEv };
    return { ev: house.ev, tooMany: false, users: ['lin'], departments: false, organization: false, roles: false };
  }) as LoaderDeps['call'];
  const needs: Promise<void>[] = [];
  const take: LoaderDeps['take'] = (step) => {
    state = step.state as typeof state;
    for (const need of step.needs) {
      if (need.kind === 'person') needs.push(directory.changed(need.id, need.ev));
      if (need.kind === 'organization') needs.push(directory.refresh());
    }
  };
  const set = (next: unknown) => {
    state = next as typeof state;
  };
  const directory = new Directory({ get: () => state, set, take, call });
  const asked = () => expect.poll(() => waiting.length).toBeGreaterThan(0);
  return {
    house,
    directory,
    needs,
    state: () => state,
    title: () => (state.people.lin as { title?: string } | undefined)?.title,
    change(title: string) {
      const prev = house.ev++;
      house.title = title;
      const frame = { stream: 'o', type: 'user.changed', subject: 'lin', actor: 'lin', prev, ev: house.ev, at: 1 };
      take(reduceOrganization(state, frame as never));
    },
    asked,
    /** Lets the next call be answered, as soon as there is one. */
    async answer() {
      await asked();
      waiting.shift()!();
    },
  };
}

it('SY5 somebody who changes while they are asked for the first time is asked for again', async () => {
  const { directory, title, change, asked, answer, state } = slowHouse();
  directory.need(['lin']);
  await asked();
  change('after');
  await answer();
  await expect.poll(title).toBe('before');
  await answer();
  await answer();
  await expect.poll(title).toBe('after');
  await expect.poll(() => state().organizationEv).toBe(6);
});

it('SY5 answers about people do not overtake one another, and what is known moves with them', async () => {
  const { directory, title, change, asked, answer, state, needs } = slowHouse();
  directory.need(['lin']);
  await answer();
  await expect.poll(title).toBe('before');
  change('between');
  await asked();
  change('after');
  expect(state().organizationEv).toBe(5);
  for (let calls = 0; calls < 3; calls++) await answer();
  await Promise.all(needs);
  expect(title()).toBe('after');
  expect(state().organizationEv).toBe(7);
});

it('SY6 a change that could not be asked for stays unknown, so that the next look finds it', async () => {
  const { directory, title, change, answer, state, needs, house } = slowHouse();
  directory.need(['lin']);
  await answer();
  await expect.poll(title).toBe('before');
  house.broken = true;
  change('after');
  const failed = expect(needs[0]).rejects.toThrow('gone');
  await answer();
  await failed;
  expect(state().organizationEv).toBe(5);
  house.broken = false;
  const looked = directory.refresh();
  await answer();
  await answer();
  await looked;
  expect(title()).toBe('after');
  expect(state().organizationEv).toBe(6);
});
