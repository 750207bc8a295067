import { randomUUID } from 'node:crypto';
import type { LossyFrame, Notification } from '@rapport/contract';
import { type Seat, socketOf, type TestHouse } from '@rapport/dev';

type Any = Record<string, unknown> & { type?: string };

/** A socket of somebody's, with every frame that came. */
export interface Device {
  frames: Any[];
  of<T extends LossyFrame['type']>(type: T): Extract<LossyFrame, { type: T }>[];
  call(name: string, input: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export async function openDevice(kit: TestHouse, seat: Seat): Promise<Device> {
  const socket = socketOf(seat.token)(`${kit.url.replace('http', 'ws')}/api/v1/socket`);
  const frames: Any[] = [];
  const answers = new Map<number, (answer: Any) => void>();
  let last = 0;
  const closed = new Promise<void>((resolve) => {
    socket.onclose = () => resolve();
  });
  await new Promise<void>((resolve, reject) => {
    socket.onerror = () => reject(new Error('The socket did not open.'));
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(String(data)) as Any;
      if (frame.type === 'hello') resolve();
      if (typeof frame.id === 'number') answers.get(frame.id)?.(frame);
      else frames.push(frame);
    };
  });
  return {
    frames,
    of: (type) => frames.filter((f) => f.type === type) as never,
    async call(name, input) {
      const id = ++last;
      const answer = await new Promise<Any>((resolve) => {
        answers.set(id, resolve);
        socket.send(JSON.stringify({ id, call: name, input }));
      });
      if (answer.error) throw new Error(JSON.stringify(answer.error));
      return answer.result as Record<string, unknown>;
    },
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** Words for the tests of this room, on a house. */
export function wordsOf(kit: TestHouse) {
  const say = async (seat: Seat, conversation: string, text: string, more: object = {}): Promise<number> => {
    const draft = { clientId: randomUUID(), text, ...more };
    return (await kit.call(seat, 'conversations.sendMessage', { conversation: conversation as never, draft: draft as never }))
      .seq;
  };
  return {
    say,
    group: async (seat: Seat, members: readonly Seat[], more: object = {}): Promise<string> =>
      (await kit.call(seat, 'conversations.create', { name: '项目组', members: members.map((m) => m.user as never), ...more }))
        .id,
    direct: async (seat: Seat, other: Seat): Promise<string> =>
      (await kit.call(seat, 'conversations.openDirect', { users: [other.user as never] })).id,
    read: (seat: Seat, conversation: string, seq: number) =>
      kit.call(seat, 'conversations.markRead', { conversation: conversation as never, seq }),
    called: async (seat: Seat): Promise<Notification[]> => (await kit.call(seat, 'delivery.notifications', { limit: 200 })).items,
    rows: async (): Promise<number> =>
      (await kit.house.platform.db.row<{ n: number }>('select count(*) as n from notification'))!.n,
  };
}
