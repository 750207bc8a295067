import type { Input, MethodName } from '@rapport/contract';
import { type Book, type Planned, refusals } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Dice } from './dice.test-kit.ts';
import { FormActs } from './form-acts.test-kit.ts';
import type { KeeperActs } from './keeper-acts.test-kit.ts';
import { RecordActs } from './record-acts.test-kit.ts';
import { uploadBytes } from './upload.test-kit.ts';

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What people do. Every choice is rolled before the first wait, so that a seed tells the same story again. */
export class Acts {
  private readonly dice: Dice;
  private readonly book: Book;
  private readonly cast: Cast;
  private readonly forms: FormActs;
  private readonly records: RecordActs;
  private readonly keeper: KeeperActs;
  private said = 0;
  /** No more new tries: the schedule is being judged. */
  over = false;

  constructor(dice: Dice, book: Book, cast: Cast, keeper: KeeperActs) {
    this.dice = dice;
    this.book = book;
    this.cast = cast;
    this.forms = new FormActs(dice, book, cast);
    this.records = new RecordActs(dice, book, cast);
    this.keeper = keeper;
  }

  /** One act of somebody; its refusals are taken note of. */
  async act(): Promise<void> {
    const { dice, cast } = this;
    const device = dice.pick(cast.devices);
    const conversation = dice.pick(cast.conversations);
    const roll = dice.next();
    const acts: [number, () => Promise<unknown>][] = [
      [0.07, () => this.keeper.act()],
      [0.14, () => this.records.act(device, conversation, this.text())],
      [0.3, () => this.write(device, conversation)],
      [0.33, () => this.forms.write(device, conversation, this.text())],
      [0.37, () => this.forms.change(device, conversation, this.text())],
      [0.44, () => this.writeAndWait(device, conversation)],
      [0.56, () => this.changeMessage(device, conversation)],
      [0.66, () => this.read(device, conversation)],
      [0.76, () => this.changeMembers(device)],
      [0.8, () => this.changeConversation()],
      [0.9, () => this.changeMine(device, conversation)],
      [0.93, () => this.schedule(device, conversation)],
      [0.96, () => this.attach(device, conversation)],
      [1, () => this.forward(device, conversation)],
    ];
    const [, act] = acts.find(([below]) => roll < below)!;
    const name = act.toString().slice(6, 40);
    await this.book.timedIfLong(name, act).catch((error: unknown) => this.book.note(name, error));
  }

  private text(): string {
    const { dice, cast } = this;
    const mention = dice.chance(0.2) ? `<@${dice.pick(cast.devices).seat.user}> ` : '';
    return `${mention}${dice.chance(0.1) ? '<!all> ' : ''}${cast.word} ${++this.said}`;
  }

  private someSeq(device: Device, conversation: string): number {
    return 1 + this.dice.below(device.client.state.conversations[conversation]?.seq ?? 1);
  }

  private call<M extends MethodName>(device: Device, name: M, input: Record<string, unknown>) {
    return device.client.call(name, input as Input<M>);
  }

  private async write(device: Device, conversation: string): Promise<void> {
    const burst = 1 + this.dice.below(3);
    for (let i = 0; i < burst; i++) {
      const clientId = device.client.send(conversation, { text: this.text() });
      this.book.written.push({ clientId, conversation, device });
    }
  }

  /** As a bot does: it sends again until it has an answer. */
  private async writeAndWait(device: Device, conversation: string): Promise<void> {
    const draft = { clientId: crypto.randomUUID(), text: this.text() };
    for (let attempt = 1; ; attempt++) {
      try {
        const sent = await this.call(device, 'conversations.sendMessage', { conversation, draft });
        this.book.acknowledged.set(draft.clientId, sent.seq);
        this.book.written.push({ clientId: draft.clientId, conversation, device });
        return;
      } catch (error) {
        const { code } = error as { code?: string };
        if (code && refusals.includes(code)) {
          this.book.refused.set(draft.clientId, { code, sent: attempt });
          return;
        }
        this.book.note('writeAndWait', error);
        if (this.over || this.book.unexpected.length > 0) return;
        await wait(60);
      }
    }
  }

  private async changeMessage(device: Device, conversation: string): Promise<void> {
    const { dice, book } = this;
    const at = { conversation, seq: this.someSeq(device, conversation) };
    const roll = dice.next();
    if (roll < 0.35) {
      const text = `${dice.chance(0.8) ? this.cast.word : 'other'} edited ${dice.below(1e6)}`;
      await this.call(device, 'conversations.editMessage', { ...at, text });
      book.edits.push({ ...at, text });
    } else if (roll < 0.5) {
      await this.call(device, 'conversations.recallMessage', at);
      book.recalled.push(at);
    } else if (roll < 0.9) {
      await this.call(device, 'conversations.react', { ...at, emoji: dice.pick(['👍', '🎉']), on: roll < 0.8 });
    } else await this.call(device, 'conversations.pin', { ...at, on: dice.chance(0.6) });
  }

  private async read(device: Device, conversation: string): Promise<void> {
    const seq = this.someSeq(device, conversation);
    const roll = this.dice.next();
    if (roll < 0.7) await device.client.markRead(conversation, seq);
    else if (roll < 0.8) await this.call(device, 'conversations.markUnread', { conversation, seq });
    else await this.call(device, 'conversations.markAllRead', { undo: roll > 0.9 });
  }

  /** The manager takes people out and lets them in, with the history or without; or people go and come by themselves. */
  private async changeMembers(device: Device): Promise<void> {
    const { dice, cast } = this;
    const here = { conversation: dice.pick(cast.groups) };
    const { user } = dice.pick(cast.devices.slice(2)).seat;
    const roll = dice.next();
    const withHistory = dice.chance(0.6);
    const manager = cast.devices[0]!;
    if (roll < 0.3) await this.call(manager, 'conversations.removeMember', { ...here, user });
    else if (roll < 0.75) await this.call(manager, 'conversations.addMembers', { ...here, users: [user], withHistory });
    else if (roll < 0.85) await this.call(device, 'conversations.join', here);
    else if (roll < 0.95) await this.call(device, 'conversations.leave', here);
    else await this.call(manager, 'conversations.changeRole', { ...here, user, role: withHistory ? 'admin' : 'member' });
  }

  private async changeConversation(): Promise<void> {
    const { dice, cast } = this;
    const conversation = dice.pick(cast.groups);
    const roll = dice.next();
    const half = dice.chance(0.5);
    const change =
      roll < 0.4
        ? { visibility: half ? 'open' : 'private' }
        : roll < 0.6
          ? { archived: true }
          : roll < 0.8
            ? { name: `G ${dice.below(100)}` }
            : { posting: half ? 'admins' : 'all' };
    await this.call(cast.devices[0]!, 'conversations.change', { conversation, ...change });
    // What is archived comes back soon: otherwise all would end in silence.
    if (change.archived) await wait(60).then(() => this.restore(conversation));
  }

  private async restore(conversation: string): Promise<void> {
    await this.call(this.cast.devices[0]!, 'conversations.change', { conversation, archived: false });
  }

  private async changeMine(device: Device, conversation: string): Promise<void> {
    const { dice, cast } = this;
    const here = { conversation };
    const roll = dice.next();
    const at = { ...here, seq: this.someSeq(device, conversation) };
    if (roll < 0.4) await this.call(device, 'conversations.saveDraft', { ...here, text: roll < 0.3 ? this.text() : '' });
    else if (roll < 0.6) await this.call(device, 'conversations.changeMine', { ...here, favourite: roll < 0.5 });
    else if (roll < 0.8) await this.call(device, 'conversations.save', { ...at, on: roll < 0.75 });
    else {
      const { id } = await this.call(device, 'conversations.startTopic', at);
      if (!cast.conversations.includes(id)) cast.conversations.push(id);
    }
  }

  private async schedule(device: Device, conversation: string): Promise<void> {
    const { dice, book } = this;
    const draft = { clientId: crypto.randomUUID(), text: this.text() };
    const sendAt = Date.now() + 150 + dice.below(1_500);
    const cancel = dice.chance(0.3);
    await this.call(device, 'conversations.scheduleMessage', { conversation, draft, sendAt });
    const planned: Planned = { clientId: draft.clientId, conversation, device, cancelled: cancel ? 'tried' : 'no' };
    book.scheduled.push(planned);
    if (!cancel) return;
    await this.call(device, 'conversations.cancelScheduled', { clientId: draft.clientId });
    planned.cancelled = 'yes';
  }

  private async attach(device: Device, conversation: string): Promise<void> {
    const size = 1 + this.dice.below(this.dice.chance(0.2) ? 400_000 : 20_000);
    const fill = this.dice.below(256);
    const text = this.text();
    const { file, hash } = await uploadBytes(device, { size, fill, goOn: () => !this.over });
    this.book.files.set(file, { hash, device });
    const clientId = device.client.send(conversation, { text, attachments: [file as never] });
    this.book.written.push({ clientId, conversation, device });
  }

  private async forward(device: Device, from: string): Promise<void> {
    const to = this.dice.pick(this.cast.conversations);
    const clientId = crypto.randomUUID();
    const input = { from, seqs: [this.someSeq(device, from)], to, clientIds: [clientId] };
    const { sent } = await this.call(device, 'conversations.forwardMessages', input);
    this.book.acknowledged.set(clientId, sent[0]!.seq);
    this.book.written.push({ clientId, conversation: to, device });
  }
}
