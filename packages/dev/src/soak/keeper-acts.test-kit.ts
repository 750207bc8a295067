import type { Input, MethodName, Output } from '@rapport/contract';
import type { Book, HeldWords } from './book.test-kit.ts';
import type { Cast } from './cast.test-kit.ts';
import type { Device } from './device.test-kit.ts';
import type { Dice } from './dice.test-kit.ts';
import type { Site } from './site.test-kit.ts';

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** Tries until lists and dry runs are given up, 40 ms each. */
const patience = 100;

/** What is there, of a conversation with its topics, or of a person and of everywhere they take or took part. */
const coveredSql = {
  conversation: `select m.conversation_id as conversation, m.seq::int from message m join conversation c on c.id = m.conversation_id
    where m.erased_at is null and $1::uuid in (c.id, c.parent_id)`,
  user: `select m.conversation_id as conversation, m.seq::int from message m join conversation c on c.id = m.conversation_id
    where m.erased_at is null and (m.sender = $1::uuid
      or exists (select 1 from membership s where s.user_id = $1::uuid and s.conversation_id in (c.id, c.parent_id)))`,
};

/** Whoever answers for the record: places and lifts holds, erases at a request, and has rules destroy one of the groups while people talk in it. */
export class KeeperActs {
  private readonly dice: Dice;
  private readonly book: Book;
  private readonly cast: Cast;
  private readonly site: Site;
  private readonly keeper: Device;
  private matter: string | undefined;
  private ruled = false;

  constructor(dice: Dice, book: Book, cast: Cast, { site, keeper }: { site: Site; keeper: Device }) {
    this.dice = dice;
    this.book = book;
    this.cast = cast;
    this.site = site;
    this.keeper = keeper;
  }

  async act(): Promise<void> {
    const { dice, cast, book } = this;
    // Often where rules destroy: there holds matter.
    const [roll, conversation] = [dice.next(), dice.pick(dice.chance(0.5) ? cast.groups.slice(-1) : cast.conversations)];
    const [user, ofPerson] = [dice.pick(cast.devices).seat.user as string, dice.chance(0.3)];
    const [seq, held] = [1 + dice.below(60), dice.below(1_000)];
    if (roll < 0.25) await this.hold(ofPerson ? { kind: 'user', id: user } : { kind: 'conversation', id: conversation });
    else if (roll < 0.4) await this.lift(held);
    else if (roll < 0.7) await this.erase({ message: { conversation, seq } });
    else if (roll < 0.75) await this.erase({ user: cast.devices.at(-1)!.seat.user });
    else await this.destroy();
    book.count('keeper');
  }

  private call<M extends MethodName>(name: M, input: Record<string, unknown>): Promise<Output<M>> {
    return this.keeper.client.call(name, input as Input<M>);
  }

  /** What stands when the answer comes stands until somebody wishes the hold lifted. */
  private async hold(scope: HeldWords['scope']): Promise<void> {
    this.matter ??= (await this.call('holds.openMatter', { name: this.cast.word, reason: 'soak' })).id;
    const { id } = await this.call('holds.place', { matter: this.matter, scope });
    const words = await this.site.rows<HeldWords['words'][number]>(coveredSql[scope.kind], [scope.id]);
    this.book.held.push({ hold: id, scope, words });
  }

  private async lift(which: number): Promise<void> {
    const { held } = this.book;
    if (held.length === 0) return;
    // From the wish on nothing is known of it: the answer may be lost.
    const [gone] = held.splice(which % held.length, 1);
    await this.call('holds.lift', { hold: gone!.hold, reason: 'over' });
  }

  private async erase(what: { message: { conversation: string; seq: number } } | { user: string }): Promise<void> {
    // From the wish on: the answer may be lost.
    if ('user' in what) this.book.forgotten.add(what.user);
    await this.call('erasure.ask', { ...what, reason: 'soak' });
  }

  /** Everything in the last group goes by rules: drawn up and tried once, then listed and approved as often as the dice say. */
  private async destroy(): Promise<void> {
    if (!this.ruled) await this.rule();
    await this.call('retention.propose', {});
    for (let tries = 0; tries < patience; tries++) {
      const { items } = await this.call('retention.dispositions', { limit: 10 });
      const batch = items.find(({ state, counts }) => state === 'proposed' && (counts.due ?? 0) > 0);
      if (batch) {
        await this.call('retention.approve', { disposition: batch.id, due: batch.counts.due! });
        return;
      }
      await wait(40);
    }
  }

  private async rule(): Promise<void> {
    const conversation = this.cast.groups.at(-1)!;
    const rules = { coolingDays: 0, conversations: [{ conversation, rule: { destroyDays: 0 } }] };
    const { version } = await this.call('retention.draftRules', { rules });
    for (let tries = 0; tries < patience; tries++) {
      const { items } = await this.call('retention.rules', { limit: 10 });
      const draft = items.find((one) => one.version === version);
      if (draft?.dryRun?.state === 'done') {
        await this.call('retention.approveRules', { version });
        this.ruled = true;
        return;
      }
      await wait(40);
    }
  }
}
