import { until } from '@rapport/dev';
import { type Cases, freshGroup, show, type World } from './race.test-kit.ts';

const id = (text: string) => text as never;
const all = (w: World) => w.everybody.map((o) => o.client);

export const memberCases: Cases = {
  'conversations.create': [
    {
      what: 'a private group',
      act: (w) => w.call(w.lin, 'conversations.create', { name: 'New', members: [id(w.ann.seat.user)] }),
    },
    { what: 'an open group alone', act: (w) => w.call(w.lin, 'conversations.create', { name: 'Alone', visibility: 'open' }) },
    { what: 'a note', act: (w) => w.call(w.ann, 'conversations.create', { kind: 'note', name: 'Thoughts' }) },
  ],
  'conversations.openDirect': [
    { what: 'of two', act: (w) => w.call(w.zoe, 'conversations.openDirect', { users: [id(w.ann.seat.user)] }) },
    {
      what: 'of three, opened by two at once',
      act: (w) =>
        Promise.all([
          w.call(w.ann, 'conversations.openDirect', { users: [w.lin.seat.user, w.zoe.seat.user] as never[] }),
          w.call(w.zoe, 'conversations.openDirect', { users: [w.lin.seat.user, w.ann.seat.user] as never[] }),
        ]),
    },
  ],
  'conversations.join': [
    { what: 'an open group', act: (w) => w.call(w.zoe, 'conversations.join', { conversation: id(w.open) }) },
    {
      what: 'a topic',
      before: async (w) => {
        const seq = await w.say(w.ann, w.closed, 'another topic');
        const topic = await w.call(w.ann, 'conversations.startTopic', { conversation: id(w.closed), seq });
        await w.say(w.ann, topic.id, 'in it');
        return topic.id;
      },
      act: (w, topic: never) => w.call(w.lin, 'conversations.join', { conversation: topic }),
    },
  ],
  'conversations.leave': [
    {
      what: 'a group, topics and all',
      before: async (w) => {
        const group = await freshGroup(w, 'open');
        const topic = await w.call(w.ann, 'conversations.startTopic', { conversation: id(group), seq: 1 });
        await show(topic.id, all(w).slice(0, 3));
        return group;
      },
      act: (w, group: never) => w.call(w.lin, 'conversations.leave', { conversation: group }),
    },
    {
      what: 'and come back',
      before: (w) => freshGroup(w, 'open'),
      act: async (w, group: never) => {
        await w.call(w.lin, 'conversations.leave', { conversation: group });
        await w.say(w.ann, group, 'while you were away');
        await w.call(w.lin, 'conversations.join', { conversation: group });
        await w.say(w.ann, group, 'welcome back');
      },
    },
  ],
  'conversations.addMembers': [
    {
      what: 'with the history',
      before: (w) => freshGroup(w),
      act: (w, group: never) => w.call(w.ann, 'conversations.addMembers', { conversation: group, users: [id(w.zoe.seat.user)] }),
    },
    {
      what: 'from now on, and what was before is edited, recalled and reacted to',
      before: (w) => freshGroup(w),
      act: async (w, group: never) => {
        const here = { conversation: group };
        await w.call(w.ann, 'conversations.addMembers', { ...here, users: [id(w.zoe.seat.user)], withHistory: false });
        await until(() => w.zoe.client.state.conversations[group] !== undefined);
        await w.zoe.client.openConversation(group);
        await w.call(w.lin, 'conversations.editMessage', { ...here, seq: 5, text: 'secret of before' });
        await w.say(w.ann, group, 'now');
        await w.call(w.lin, 'conversations.react', { ...here, seq: 1, emoji: '👍', on: true });
        await w.call(w.ann, 'conversations.recallMessage', { ...here, seq: 4 });
        await w.call(w.ann, 'conversations.recallMessage', { ...here, seq: 6 });
      },
    },
  ],
  'conversations.removeMember': [
    {
      what: 'who reads along',
      before: (w) => freshGroup(w),
      act: (w, group: never) => w.call(w.ann, 'conversations.removeMember', { conversation: group, user: id(w.lin.seat.user) }),
    },
    {
      what: 'a guest',
      before: (w) => freshGroup(w),
      act: (w, group: never) => w.call(w.ann, 'conversations.removeMember', { conversation: group, user: id(w.gus.seat.user) }),
    },
    {
      what: 'and let in again without history',
      before: (w) => freshGroup(w),
      act: async (w, group: never) => {
        const lin = id(w.lin.seat.user);
        await w.call(w.ann, 'conversations.removeMember', { conversation: group, user: lin });
        await w.say(w.ann, group, 'about lin');
        await w.call(w.ann, 'conversations.addMembers', { conversation: group, users: [lin], withHistory: false });
      },
    },
  ],
  'conversations.changeRole': [
    {
      what: 'admin, and the ownership handed over',
      before: (w) => freshGroup(w),
      act: async (w, group: never) => {
        const lin = id(w.lin.seat.user);
        await w.call(w.ann, 'conversations.changeRole', { conversation: group, user: lin, role: 'admin' });
        await w.call(w.ann, 'conversations.changeRole', { conversation: group, user: lin, role: 'owner' });
        await w.call(w.lin, 'conversations.changeRole', { conversation: group, user: id(w.ann.seat.user), role: 'member' });
      },
    },
  ],
  'conversations.administer': [
    {
      what: 'an owner made by somebody who takes no part, then archived',
      before: (w) => w.call(w.lin, 'conversations.create', { name: 'Theirs', members: [id(w.zoe.seat.user)] }),
      act: async (w, group: never) => {
        const { id: conversation } = group as { id: never };
        await w.call(w.ann, 'conversations.administer', { conversation, owner: id(w.zoe.seat.user) });
        await w.call(w.ann, 'conversations.administer', { conversation, archived: true });
      },
    },
  ],
  'conversations.change': [
    {
      what: 'everything',
      before: (w) => freshGroup(w),
      act: (w, group: never) =>
        w.call(w.ann, 'conversations.change', {
          conversation: group,
          name: '改名',
          purpose: 'why',
          visibility: 'open',
          posting: 'admins',
          noForward: true,
        }),
    },
    {
      what: 'archived',
      before: (w) => freshGroup(w),
      act: (w, group: never) => w.call(w.ann, 'conversations.change', { conversation: group, archived: true }),
    },
    {
      what: 'archived and restored',
      before: (w) => freshGroup(w),
      act: async (w, group: never) => {
        await w.call(w.ann, 'conversations.change', { conversation: group, archived: true });
        await w.call(w.ann, 'conversations.change', { conversation: group, archived: false });
        await w.say(w.lin, group, 'alive');
      },
    },
  ],
};
