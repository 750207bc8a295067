import type { Input, MethodName } from '@rapport/contract';
import type { Book } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Dice } from './dice.test-kit.ts';

/** What people make of what was said: supplements, commitments, signatures of outsiders. */
export class RecordActs {
  private readonly dice: Dice;
  private readonly book: Book;
  private readonly cast: Cast;

  constructor(dice: Dice, book: Book, cast: Cast) {
    this.dice = dice;
    this.book = book;
    this.cast = cast;
  }

  async act(device: Device, conversation: string, text: string): Promise<void> {
    const roll = this.dice.next();
    if (roll < 0.4) this.supplement(device, conversation, text);
    else if (roll < 0.75) await this.commit(device, conversation, text);
    else await this.haveSigned(conversation, text);
  }

  private call<M extends MethodName>(device: Device, name: M, input: Record<string, unknown>) {
    return device.client.call(name, input as Input<M>);
  }

  private someSeq(device: Device, conversation: string): number {
    return 1 + this.dice.below(device.client.state.conversations[conversation]?.seq ?? 1);
  }

  private supplement(device: Device, conversation: string, text: string): void {
    const of = this.someSeq(device, conversation);
    const from = Date.now() - 60_000 - this.dice.below(1e8);
    const supplement = { of, reason: 'forgotten', source: 'memory', occurred: { from, zone: 'UTC' } } as const;
    const clientId = device.client.send(conversation, { text, quote: of, supplement } as never);
    this.book.written.push({ clientId, conversation, device });
  }

  private async commit(device: Device, conversation: string, what: string): Promise<void> {
    const { dice, book, cast } = this;
    const at = { conversation, seq: this.someSeq(device, conversation) };
    const creditor = { user: dice.pick(cast.devices).seat.user };
    const [settle, state] = [dice.chance(0.5), dice.pick(['kept', 'dropped'] as const)];
    const made = await this.call(device, 'commitments.create', { ...at, what, debtor: { name: '周经理' }, creditor });
    const commitment = { ...at, id: made.id as string, states: ['open'] };
    book.commitments.push(commitment);
    if (!settle) return;
    // Whether a call without an answer was done, nobody knows.
    commitment.states.push(state);
    await this.call(device, 'commitments.settle', { commitment: made.id, state });
    commitment.states.shift();
  }

  /** The manager, who may, has a message of theirs signed from outside. */
  private async haveSigned(conversation: string, name: string): Promise<void> {
    const { dice, book, cast } = this;
    const device = cast.devices[0]!;
    const shown = device.client.state.timelines[conversation]?.messages ?? [];
    const mine = shown.filter((m) => m.sender === device.seat.user && !m.recalled && m.seq > 0);
    const declines = dice.chance(0.3);
    if (mine.length === 0) return;
    const { seq } = dice.pick(mine);
    const { link } = await this.call(device, 'signing.invite', { conversation, seq, name });
    const token = /[\w-]{43}$/.exec(link)?.[0];
    if (!token) throw new Error(`This is no link to sign: ${link}`);
    const answer = declines ? { kind: 'declined', words: name } : { kind: 'signed', name };
    await this.call(device, 'signing.answer', { token, answer });
    book.signed.push({ conversation, seq, name });
  }
}
