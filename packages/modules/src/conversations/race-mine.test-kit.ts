import { until } from '@rapport/dev';
import { type Cases, freshGroup } from './race.test-kit.ts';

const id = (text: string) => text as never;
const uuid = () => crypto.randomUUID();

export const stateCases: Cases = {
  'conversations.markRead': [
    {
      what: 'some, and more messages at the same time',
      before: async (w) => [await w.say(w.ann, w.open, 'a'), await w.say(w.ann, w.open, `<@${w.lin.seat.user}>`)],
      act: (w, given: never) => {
        const [first, second] = given as [number, number];
        return Promise.all([
          w.lin.client.markRead(w.open, first),
          w.say(w.ann, w.open, 'b'),
          w.lin.client.markRead(w.open, second),
          w.say(w.gus, w.open, 'c'),
        ]);
      },
    },
    {
      what: 'on one device, seen on the other',
      before: (w) => w.say(w.lin, w.closed, 'for ann'),
      act: (w, seq: never) => w.ann2.client.markRead(w.closed, seq),
    },
    { what: 'beyond the end', act: (w) => w.call(w.ann, 'conversations.markRead', { conversation: id(w.closed), seq: 10_000 }) },
  ],
  'conversations.markUnread': [
    {
      what: 'and read again',
      before: (w) => w.say(w.lin, w.closed, 'later'),
      act: async (w, seq: never) => {
        await w.call(w.ann, 'conversations.markUnread', { conversation: id(w.closed), seq });
        await w.call(w.lin, 'conversations.markUnread', { conversation: id(w.closed), seq: 1 });
        await w.lin.client.markRead(w.closed, seq);
      },
    },
    {
      what: 'of many and a mention, more said, and one of the marked taken back',
      before: async (w) => {
        const first = await w.say(w.lin, w.closed, `<@${w.ann.seat.user}> one`);
        await w.say(w.lin, w.closed, 'two');
        const last = await w.say(w.lin, w.closed, `<!all> three`);
        await w.call(w.ann, 'conversations.markRead', { conversation: id(w.closed), seq: last });
        return first;
      },
      act: async (w, first: never) => {
        await w.call(w.ann, 'conversations.markUnread', { conversation: id(w.closed), seq: first });
        await w.say(w.lin, w.closed, 'four');
        await w.call(w.lin, 'conversations.recallMessage', { conversation: id(w.closed), seq: first });
      },
    },
    {
      what: 'ended by writing',
      before: (w) => w.call(w.lin, 'conversations.markUnread', { conversation: id(w.closed), seq: 1 }),
      act: (w) => w.say(w.lin, w.closed, 'I have read it'),
    },
  ],
  'conversations.markAllRead': [
    { what: 'everything', before: (w) => w.say(w.lin, w.open, '1'), act: (w) => w.call(w.ann, 'conversations.markAllRead', {}) },
    {
      what: 'undone, with news in between',
      before: (w) => w.say(w.lin, w.open, `<@${w.ann.seat.user}>`),
      act: async (w) => {
        await w.call(w.ann, 'conversations.markAllRead', {});
        await w.say(w.lin, w.open, 'news');
        await w.call(w.ann2, 'conversations.markAllRead', { undo: true });
      },
    },
  ],
  'conversations.changeMine': [
    {
      what: 'level, mute, favourite, folder',
      before: (w) => w.call(w.ann, 'conversations.changeFolder', { name: 'Work' }),
      act: (w, folder: never) =>
        w.call(w.ann, 'conversations.changeMine', {
          conversation: id(w.open),
          notify: 'mentions',
          mutedUntil: 4_102_444_800_000,
          favourite: true,
          position: 1_024,
          folder: (folder as { id: never }).id,
        }),
    },
    {
      what: 'hidden, with news in between, and shown again',
      before: (w) => w.say(w.lin, w.open, 'old'),
      act: async (w) => {
        await w.call(w.ann, 'conversations.changeMine', { conversation: id(w.open), hidden: true });
        await w.say(w.lin, w.open, 'news');
        await w.call(w.lin, 'conversations.changeMine', { conversation: id(w.open), hidden: true });
        await w.call(w.ann2, 'conversations.changeMine', { conversation: id(w.open), hidden: false, position: null });
      },
    },
  ],
  'conversations.saveDraft': [
    {
      what: 'written, changed, removed elsewhere',
      act: async (w) => {
        await w.call(w.ann, 'conversations.saveDraft', { conversation: id(w.open), text: 'dra' });
        await w.call(w.ann2, 'conversations.saveDraft', { conversation: id(w.open), text: 'draft' });
        await w.call(w.lin, 'conversations.saveDraft', { conversation: id(w.open), text: 'gone' });
        await w.call(w.lin, 'conversations.saveDraft', { conversation: id(w.open), text: '' });
      },
    },
    {
      what: 'and the conversation is left',
      before: (w) => freshGroup(w),
      act: async (w, group: never) => {
        await w.call(w.lin, 'conversations.saveDraft', { conversation: group, text: 'unsent' });
        await w.call(w.lin, 'conversations.leave', { conversation: group });
      },
    },
  ],
  'conversations.save': [
    {
      what: 'kept, and let go',
      before: async (w) => [await w.say(w.lin, w.open, 'keep'), await w.say(w.lin, w.open, 'drop')],
      act: async (w, given: never) => {
        const [kept, dropped] = given as [number, number];
        const here = { conversation: id(w.open) };
        await w.call(w.ann, 'conversations.save', { ...here, seq: kept, on: true, note: 'why', remindAt: 4_102_444_800_000 });
        await w.call(w.ann, 'conversations.save', { ...here, seq: dropped, on: true });
        await w.call(w.ann2, 'conversations.save', { ...here, seq: dropped, on: false });
      },
    },
  ],
  'conversations.changeFolder': [
    {
      what: 'made, renamed, moved',
      act: async (w) => {
        const folder = await w.call(w.ann, 'conversations.changeFolder', { name: 'A' });
        await w.call(w.ann2, 'conversations.changeFolder', { id: folder.id, name: 'B', position: 3 });
      },
    },
    {
      what: 'deleted with conversations in it',
      before: async (w) => {
        const folder = await w.call(w.ann, 'conversations.changeFolder', { name: 'Doomed' });
        for (const conversation of [w.open, w.closed])
          await w.call(w.ann, 'conversations.changeMine', { conversation: id(conversation), folder: folder.id });
        return folder.id;
      },
      act: (w, folder: never) => w.call(w.ann2, 'conversations.changeFolder', { id: folder, deleted: true }),
    },
  ],
};

export const scheduleCases: Cases = {
  'conversations.scheduleMessage': [
    {
      what: 'and sent when its time comes',
      act: async (w) => {
        const draft = { clientId: uuid(), text: 'in a moment' };
        const at = { conversation: id(w.open), draft, sendAt: Date.now() + 2_000 };
        await w.call(w.ann, 'conversations.scheduleMessage', at);
        await until(() => w.lin.client.state.conversations[w.open]?.last?.text === 'in a moment');
        await until(async () => (await w.call(w.ann, 'conversations.scheduledMessages', {})).items.length === 0);
      },
    },
  ],
  'conversations.cancelScheduled': [
    {
      what: 'before its time',
      before: async (w) => {
        const draft = { clientId: uuid(), text: 'never' };
        await w.call(w.ann, 'conversations.scheduleMessage', {
          conversation: id(w.open),
          draft,
          sendAt: Date.now() + 3_600_000,
        });
        return draft.clientId;
      },
      act: (w, clientId: never) => w.call(w.ann, 'conversations.cancelScheduled', { clientId }),
    },
  ],
};
