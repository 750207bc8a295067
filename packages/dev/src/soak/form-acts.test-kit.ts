import type { Input } from '@rapport/contract';
import type { Book } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Dice } from './dice.test-kit.ts';

/** Phone call, which comes with Rapport. */
const template = '00000000-0000-7000-8000-000000000102';

/** What people do with form records: they write them, and put their own right, from two devices at once too. */
export class FormActs {
  private readonly dice: Dice;
  private readonly book: Book;
  private readonly cast: Cast;

  constructor(dice: Dice, book: Book, cast: Cast) {
    this.dice = dice;
    this.book = book;
    this.cast = cast;
  }

  private form(title: string) {
    const { dice } = this;
    const from = Date.now() - dice.below(3 * 86_400_000);
    return {
      template,
      version: 1,
      title,
      goal: `goal ${dice.below(1e9)}`,
      summary: '推迟到周五',
      occurred: { from, zone: 'Asia/Shanghai' },
      participants: [{ name: '周经理' }, { name: 'Somebody', user: dice.pick(this.cast.devices).seat.user }],
      values: { direction: dice.pick(['incoming', 'outgoing']), minutes: dice.below(90) },
    };
  }

  async write(device: Device, conversation: string, title: string): Promise<void> {
    const draft = { form: this.form(title) } as Omit<Input<'conversations.sendMessage'>['draft'], 'clientId'>;
    const clientId = device.client.send(conversation, draft);
    this.book.written.push({ clientId, conversation, device });
  }

  /** One of one's own, if the device shows any; with what it knows of it, or without. */
  async change(device: Device, conversation: string, title: string): Promise<void> {
    const { dice, cast } = this;
    const shown = device.client.state.timelines[conversation]?.messages ?? [];
    const mine = shown.filter((m) => m.form && !m.recalled && m.sender === device.seat.user);
    const again = cast.devices.find((one) => one !== device && one.seat.user === device.seat.user) ?? device;
    const tries = dice.chance(0.5) ? [device, again] : [device];
    const knowing = tries.length > 1 || dice.chance(0.5);
    if (mine.length === 0) return this.write(device, conversation, title);
    const { seq, ev } = dice.pick(mine);
    const known = knowing ? { expectedEv: ev } : {};
    const forms = tries.map(() => ({
      ...this.form(title),
      ...(dice.chance(0.3) ? { sources: [{ conversation, from: 1, to: 1 }] } : {}),
    }));
    await Promise.all(tries.map((one, i) => this.put(one, { conversation, seq, ...known }, forms[i]!)));
  }

  private async put(
    device: Device,
    at: { conversation: string; seq: number; expectedEv?: number },
    form: ReturnType<FormActs['form']>,
  ): Promise<void> {
    const { book } = this;
    try {
      await device.client.call('conversations.changeForm', { ...at, form } as never);
      book.forms.push({ ...at, goal: form.goal });
    } catch (error) {
      book.note('changeForm', error);
    }
  }
}
