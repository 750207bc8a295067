import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Input, Output } from '@rapport/contract';
import type { ArrivalFault, ChannelDriver, SendFault } from './channel-conformance.test-kit.ts';
import { Refused, type TestHouse, until } from './test-house.ts';
import type { Seat } from './test-people.ts';
import { aWidget } from './test-visitor.ts';

export type ByHand = 'phone' | 'visit' | 'letter';
type Note = Input<'channels.noteContact'>;
type Noted = Output<'channels.noteContact'>;
type Began = Note['began'];

/** What each kind is written down on, by the number of the template that comes with the house, and what that insists on. */
const papers: Record<ByHand, { template: string; own: (name: string, began: Began) => object }> = {
  phone: { template: '102', own: (_, began) => ({ values: { direction: began === 'contact' ? 'incoming' : 'outgoing' } }) },
  visit: { template: '103', own: (name) => ({ place: 'Their office', values: { customer: name, contact: name } }) },
  letter: {
    template: '104',
    own: (name) => ({ channel: 'letter', values: { complainant: name, problem: 'late', remedy: 'an answer', severity: 'low' } }),
  },
};

/** Says in the envelope who sought whom: every template has it. */
const goals: Record<Began, string> = { contact: 'They sought us', us: 'We sought them' };

interface Known {
  contact: string;
  name: string;
  conversation?: string;
}

/**
 * A colleague who writes down calls, visits and letters, as their program does: under one number of its own until an answer is
 * there. Its line may break, and others may hold the conversation.
 */
class Colleague {
  kit!: TestHouse;
  seat!: Seat;
  team!: string;
  account = '';
  /** An account of another kind, that writes for itself. */
  beside = '';
  readonly people = new Map<string, Known>();
  readonly kind: ByHand;
  nextNote: ArrivalFault | undefined;
  nextAnswer: SendFault | undefined;
  private hour = Date.now() - 3_600_000;

  constructor(kind: ByHand) {
    this.kind = kind;
  }

  /** What lies on the paper, a moment after the one before. */
  paper({ contact, name }: Known, text: string, began: Began): Note {
    const { template, own } = papers[this.kind];
    const form = {
      template: `00000000-0000-7000-8000-000000000${template}`,
      version: 1,
      title: text,
      goal: goals[began],
      summary: text,
      occurred: { from: ++this.hour, zone: 'Asia/Shanghai' },
      participants: [{ name }],
      ...own(name, began),
    };
    return { account: this.account, contact, clientId: randomUUID(), form, began, group: this.team } as Note;
  }

  async hand(note: Note, seat: Seat | null = this.seat): Promise<Noted> {
    for (;;) {
      try {
        return await this.kit.call(seat, 'channels.noteContact', note);
      } catch (error) {
        // Told so, nothing was written: it is handed over again, under the same number.
        if (!(error instanceof Refused && ['busy', 'too-many-requests'].includes(error.problem.code))) throw error;
      }
    }
  }

  /** Handed over, and the line breaks before an answer came. */
  handInVain(note: Note): Promise<void> {
    const headers = { authorization: `Bearer ${this.seat.token}`, 'content-type': 'application/json' };
    return new Promise((resolve) => {
      const call = request(`${this.kit.url}/api/v1/channels.noteContact`, { method: 'POST', headers, agent: false });
      call.on('error', () => undefined).on('close', () => resolve());
      call.end(JSON.stringify(note), () => call.destroy());
    });
  }

  /** While somebody else holds the conversation; refused for now, and nothing was written. */
  async handWhileHeld(note: Note, conversation: string): Promise<void> {
    await this.kit.house.platform.db.transaction(async (tx) => {
      await tx.rows('select 1 from stream where id = $1 for no key update', [conversation]);
      const refused = await this.kit.call(this.seat, 'channels.noteContact', note).catch((error: unknown) => error);
      if (!(refused instanceof Refused && refused.problem.code === 'busy')) throw new Error('what is held was written to');
    });
  }

  /** Brought by nobody, by an account of another kind, and by one that is not: whether any of it was taken. */
  async forge(note: Note): Promise<boolean> {
    const nobody = { ...this.seat, token: `${this.seat.token.slice(0, -4)}abcd` };
    const ways: [Seat | null, Note][] = [
      [null, note],
      [nobody, note],
      [this.seat, { ...note, account: this.beside as never }],
      [this.seat, { ...note, account: randomUUID() as never }],
      [this.seat, { ...note, contact: randomUUID() as never }],
    ];
    const taken = await Promise.all(
      ways.map(([seat, one]) =>
        this.hand(one, seat).then(
          () => true,
          () => false,
        ),
      ),
    );
    return taken.includes(true);
  }

  async written(person: string, began: Began): Promise<{ text: string; sent: boolean }[]> {
    const conversation = this.people.get(person)?.conversation;
    if (!conversation) return [];
    const page = { conversation: conversation as never, limit: 200 };
    const { messages } = await this.kit.call(this.seat, 'conversations.history', page);
    return messages
      .filter(({ form }) => form?.goal === goals[began])
      .sort((a, b) => a.form!.occurred.from - b.form!.occurred.from)
      .map(({ text, delivery }) => ({ text, sent: delivery?.state === 'sent' }));
  }
}

async function says(colleague: Colleague, person: string, text: string): Promise<{ acknowledged: boolean }> {
  const known = colleague.people.get(person)!;
  const note = colleague.paper(known, text, 'contact');
  const fault = colleague.nextNote;
  colleague.nextNote = undefined;
  if (fault === 'wrong-signature') return { acknowledged: await colleague.forge(note) };
  if (fault === 'answer-lost') await colleague.handInVain(note);
  const answers = await Promise.all(Array.from({ length: fault === 'repeated' ? 3 : 1 }, () => colleague.hand(note)));
  known.conversation = answers[0]!.conversation;
  return { acknowledged: new Set(answers.map(({ seq }) => seq)).size === 1 };
}

async function writes(colleague: Colleague, conversation: string, text: string): Promise<number> {
  const known = [...colleague.people.values()].find((one) => one.conversation === conversation)!;
  const note = colleague.paper(known, text, 'us');
  const fault = colleague.nextAnswer;
  colleague.nextAnswer = undefined;
  if (fault === 'busy') await colleague.handWhileHeld(note, conversation);
  if (fault === 'answer-lost') await colleague.handInVain(note);
  return (await colleague.hand(note)).seq;
}

/** What we said stands as done once it is written down; none of it was ever tried to be sent. */
async function carried(colleague: Colleague, person: string): Promise<string[]> {
  await until(async () => (await colleague.written(person, 'us')).every(({ sent }) => sent));
  const tried = await colleague.kit.house.platform.db.rows('select 1 from outbox_item where attempts > 0');
  if (tried.length > 0) throw new Error('the house has sent what people carry themselves');
  return (await colleague.written(person, 'us')).map(({ text }) => text);
}

/** A channel that people serve by hand, as the kit drives it. */
export async function deskDriver(kind: ByHand): Promise<ChannelDriver> {
  const colleague = new Colleague(kind);
  let made = 0;
  return {
    kind,
    settings: {},
    secrets: {},
    // Nothing comes by itself: nobody may call.
    async connect(webhook) {
      colleague.account = webhook.split('/').at(-1)!;
      return (await fetch(webhook, { method: 'POST', body: '{}' })).status === 404;
    },
    desk: {
      async sit(kit, seat, team) {
        Object.assign(colleague, { kit, seat, team, beside: await aWidget(kit) });
      },
      heard: async (person) => (await colleague.written(person, 'contact')).map(({ text }) => text),
      writes: (conversation, text) => writes(colleague, conversation, text),
    },
    async person(name) {
      const value = `+8613800138${String(++made).padStart(3, '0')}`;
      const handles = kind === 'phone' ? [{ kind, value }] : [];
      const { id } = await colleague.kit.call(colleague.seat, 'contacts.create', { name, handles });
      // Whoever has no number is known by what the house calls them.
      const person = kind === 'phone' ? value : id;
      colleague.people.set(person, { contact: id, name });
      return person;
    },
    says: (person, text) => says(colleague, person, text),
    // Found later, written down later, and as early as it was.
    async saysReordered(person, first, second) {
      const known = colleague.people.get(person)!;
      const [one, two] = [first, second].map((text) => colleague.paper(known, text, 'contact'));
      for (const note of [two!, one!]) known.conversation = (await colleague.hand(note)).conversation;
      const order = (await colleague.written(person, 'contact')).map(({ text }) => text);
      if (order[0] !== first || order[1] !== second) throw new Error('what was written down later is not as early as it was');
    },
    faultNext(fault) {
      colleague.nextNote = fault;
    },
    failNextSending(fault) {
      colleague.nextAnswer = fault;
    },
    sent: (person) => carried(colleague, person),
    idempotent: true,
    stop: async () => undefined,
  };
}
