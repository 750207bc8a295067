import { type Case, type Cases, show } from './race.test-kit.ts';

const id = (text: string) => text as never;
const uuid = () => crypto.randomUUID();

const visit = (goal: string) => ({
  template: id('00000000-0000-7000-8000-000000000103'),
  version: 1,
  title: '拜访北方仪器',
  goal,
  place: '沈阳',
  summary: '谈了交付',
  occurred: { from: Date.now() - 90 * 3_600_000, zone: 'Asia/Shanghai' },
  participants: [{ name: '王敏' }],
  values: { customer: '北方仪器', contact: '周经理', needs: ['提前两周交付'] },
});
const sendVisit = async (w: Parameters<Case['act']>[0]): Promise<number> =>
  (
    await w.call(w.ann, 'conversations.sendMessage', {
      conversation: id(w.closed),
      draft: { clientId: uuid(), form: visit('回访') },
    })
  ).seq;

const supplement = (w: Parameters<Case['act']>[0], of: number, who = w.lin) =>
  w.call(who, 'conversations.sendMessage', {
    conversation: id(w.closed),
    draft: {
      clientId: uuid(),
      text: '周经理当时还说可以提前',
      supplement: { of, reason: '漏记', source: 'memory', occurred: { from: Date.now() - 3_600_000, zone: 'Asia/Shanghai' } },
    },
  });

const sending: Case[] = [
  { what: 'plain text', act: (w) => w.say(w.ann, w.open, '你好，世界') },
  { what: 'by a guest', act: (w) => w.say(w.gus, w.closed, 'hello') },
  { what: 'in a direct conversation', act: (w) => w.say(w.lin, w.direct, 'just us') },
  { what: 'through the outbox', act: async (w) => w.lin.client.send(w.open, { text: 'from the outbox' }) },
  { what: 'a mention of a person', act: (w) => w.say(w.ann, w.open, `<@${w.lin.seat.user}> and <@${w.gus.seat.user}>, look`) },
  { what: 'a mention of everybody', act: (w) => w.say(w.lin, w.closed, '<!all> lunch') },
  { what: 'a mention of a department', act: (w) => w.say(w.ann, w.closed, `<@&${w.department}> please`) },
  { what: 'a mention inside code, which is none', act: (w) => w.say(w.ann, w.closed, `\`<@${w.lin.seat.user}>\``) },
  { what: 'the first characters of a long text', act: (w) => w.say(w.ann, w.closed, '😀漢字a'.repeat(200)) },
  {
    what: 'a quote, a place and a card',
    before: (w) => w.say(w.ann, w.closed, '😀'.repeat(300)),
    act: (w, quote: never) =>
      w.call(w.lin, 'conversations.sendMessage', {
        conversation: id(w.closed),
        draft: {
          clientId: uuid(),
          text: 'see',
          quote,
          location: { latitude: 31.2, longitude: 121.5, label: '上海' },
          card: id(w.ann.seat.user),
          noForward: true,
        },
      }),
  },
  {
    what: 'a supplement of what somebody else said',
    before: (w) => w.say(w.ann, w.closed, '船期是周三'),
    act: (w, of: never) => supplement(w, of),
  },
  {
    what: 'a supplement of a message that is recalled at the same time',
    before: (w) => w.say(w.ann, w.closed, '船期是周四'),
    act: (w, of: never) =>
      Promise.all([
        supplement(w, of),
        supplement(w, of, w.gus),
        w.call(w.ann, 'conversations.recallMessage', { conversation: id(w.closed), seq: of }),
      ]),
  },
  { what: 'a form record, late', act: (w) => sendVisit(w) },
  {
    what: 'urgently',
    act: (w) =>
      w.call(w.ann, 'conversations.sendMessage', {
        conversation: id(w.closed),
        draft: { clientId: uuid(), text: 'fire', urgent: 'the house burns' },
      }),
  },
  {
    what: 'the same draft twice',
    act: async (w) => {
      const draft = { clientId: uuid(), text: 'only once' };
      await w.call(w.lin, 'conversations.sendMessage', { conversation: id(w.open), draft });
      await w.call(w.lin, 'conversations.sendMessage', { conversation: id(w.open), draft });
    },
  },
  {
    what: 'into a topic one did not follow',
    before: async (w) => {
      const seq = await w.say(w.ann, w.closed, 'a topic hangs here');
      const topic = await w.call(w.ann, 'conversations.startTopic', { conversation: id(w.closed), seq });
      await show(topic.id, [w.ann.client, w.ann2.client]);
      return topic.id;
    },
    act: (w, topic: never) => w.say(w.lin, topic, 'reply'),
  },
  {
    what: 'many at once from everybody',
    act: (w) =>
      Promise.all(
        [w.ann, w.lin, w.gus, w.ann2].flatMap((who) => [1, 2, 3].map((n) => w.say(who, w.open, `${who.name} says ${n}`))),
      ),
  },
];

export const messageCases: Cases = {
  'conversations.sendMessage': sending,
  'conversations.changeForm': [
    {
      what: 'the form of a record',
      before: sendVisit,
      act: (w, seq: never) => w.call(w.ann, 'conversations.changeForm', { conversation: id(w.closed), seq, form: visit('签约') }),
    },
  ],
  'conversations.editMessage': [
    {
      what: 'the newest message',
      before: (w) => w.say(w.ann, w.open, 'befor'),
      act: (w, seq: never) => w.call(w.ann, 'conversations.editMessage', { conversation: id(w.open), seq, text: 'before' }),
    },
    {
      what: 'an older message, and one that is quoted',
      before: async (w) => {
        const quote = await w.say(w.ann, w.closed, 'quoted words');
        const draft = { clientId: uuid(), text: 'yes', quote };
        await w.call(w.lin, 'conversations.sendMessage', { conversation: id(w.closed), draft });
        return quote;
      },
      act: (w, seq: never) =>
        w.call(w.ann, 'conversations.editMessage', { conversation: id(w.closed), seq, text: 'other words' }),
    },
    {
      what: 'a mention into a message',
      before: (w) => w.say(w.ann, w.open, 'nobody'),
      act: (w, seq: never) =>
        w.call(w.ann, 'conversations.editMessage', { conversation: id(w.open), seq, text: `<@${w.lin.seat.user}>` }),
    },
  ],
  'conversations.recallMessage': [
    {
      what: 'the newest message, unread and with mentions',
      before: (w) => w.say(w.ann, w.open, `<!all> <@${w.lin.seat.user}> <@&${w.department}>`),
      act: (w, seq: never) => w.call(w.ann, 'conversations.recallMessage', { conversation: id(w.open), seq }),
    },
    {
      what: 'one read by some, quoted, pinned and reacted to',
      before: async (w) => {
        const seq = await w.say(w.lin, w.closed, 'to be recalled');
        const at = { conversation: id(w.closed), seq };
        await w.call(w.ann, 'conversations.sendMessage', {
          conversation: id(w.closed),
          draft: { clientId: uuid(), text: 'oh', quote: seq },
        });
        await w.call(w.ann, 'conversations.react', { ...at, emoji: '👀', on: true });
        await w.call(w.ann, 'conversations.pin', { ...at, on: true });
        await w.call(w.gus, 'conversations.markRead', { conversation: id(w.closed), seq });
        return seq;
      },
      act: (w, seq: never) => w.call(w.lin, 'conversations.recallMessage', { conversation: id(w.closed), seq }),
    },
    {
      what: 'the only message',
      before: async (w) => {
        const { id: group } = await w.call(w.ann, 'conversations.create', { name: 'One', members: [id(w.lin.seat.user)] });
        await w.say(w.ann, group, 'the only one');
        await show(group, [w.ann.client, w.lin.client]);
        return group;
      },
      act: (w, group: never) => w.call(w.ann, 'conversations.recallMessage', { conversation: group, seq: 1 }),
    },
  ],
  'conversations.react': [
    {
      what: 'two people, one takes it back',
      before: (w) => w.say(w.ann, w.open, 'react to this'),
      act: async (w, seq: never) => {
        const at = { conversation: id(w.open), seq };
        await w.call(w.lin, 'conversations.react', { ...at, emoji: '👍', on: true });
        await w.call(w.gus, 'conversations.react', { ...at, emoji: '👍', on: true });
        await w.call(w.gus, 'conversations.react', { ...at, emoji: '🎉', on: true });
        await w.call(w.lin, 'conversations.react', { ...at, emoji: '👍', on: false });
        await w.call(w.gus, 'conversations.react', { ...at, emoji: '🎉', on: false });
      },
    },
  ],
  'conversations.pin': [
    {
      what: 'on, and off again for another',
      before: async (w) => [await w.say(w.ann, w.closed, 'pinned'), await w.say(w.ann, w.closed, 'pinned for a moment')],
      act: async (w, given: never) => {
        const [kept, dropped] = given as [number, number];
        await w.call(w.lin, 'conversations.pin', { conversation: id(w.closed), seq: kept, on: true });
        await w.call(w.lin, 'conversations.pin', { conversation: id(w.closed), seq: dropped, on: true });
        await w.call(w.ann, 'conversations.pin', { conversation: id(w.closed), seq: dropped, on: false });
      },
    },
  ],
  'conversations.forwardMessages': [
    {
      what: 'two messages into another conversation',
      before: async (w) => [await w.say(w.ann, w.open, 'first'), await w.say(w.lin, w.open, 'second')],
      act: (w, seqs: never) =>
        w.call(w.lin, 'conversations.forwardMessages', {
          from: id(w.open),
          seqs,
          to: id(w.direct),
          clientIds: [uuid(), uuid()] as never[],
        }),
    },
  ],
  'conversations.startTopic': [
    {
      what: 'on a message of somebody else',
      before: (w) => w.say(w.lin, w.closed, 'topic here'),
      act: (w, seq: never) => w.call(w.ann, 'conversations.startTopic', { conversation: id(w.closed), seq }),
    },
  ],
};
