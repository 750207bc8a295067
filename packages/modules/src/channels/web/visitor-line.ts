import { Fault, type HouseFrame, problemOf, VisitorFrame, type VisitorMessage, type WidgetSettings } from '@rapport/contract';
import { type GuestLine, type GuestTalk, networkOf, type Platform, RateLimiter } from '@rapport/platform';
import { seenHandleRow } from '../../contacts/index.ts';
import { customerConversation, inboundId, noteDelivery, type Shown, shownToContact } from '../../conversations/index.ts';
import { rateInTalk, ratingInTalk } from '../../inbox/index.ts';
import { peopleByIds } from '../../people/index.ts';
import type { At } from '../adapter.ts';
import { keepArrivals } from '../ingress/keep-arrivals.ts';
import { keyOf, type Said } from './adapter.ts';
import { uploadedBy } from './uploads.ts';
import { handleOf, renewed, stands, type Visitor, visitorOf } from './visitor.ts';
import { type Listening, visitorsHere } from './visitors-here.ts';

/** Messages at the beginning, and of a page of earlier ones. */
const page = 50;
/** What changed since is told up to so many; beyond that one begins anew. */
const mostChanges = 200;
/** How long a conversation is waited for after the first message was kept: it is made in the background. Milliseconds. */
const firstLook = 100;
const lastLook = 5_000;
/** The house knows this token not; 4000–4999 are an application's own (RFC 6455 §7.4.2). */
const unknownVisit = 4003;

/** What is said and asked from one network, however many sockets and visitors it brings. */
const sayings = ({ clock, config }: Platform): RateLimiter => new RateLimiter(clock, config.rateFactor);

/** What a line leads to. */
interface Entrance {
  /** The widget as it is now. @throws Fault `not-found` where it is switched off */
  widget(): Promise<At<WidgetSettings>>;
  /** Whether somebody is there. */
  isOpen(): Promise<boolean>;
}

/**
 * One visitor's socket. It says what the conversation says (`shownToContact`), and keeps what the visitor says: durable before it is
 * acknowledged (CH1), told apart by the visitor's own id, so that it may be said again until the answer comes.
 */
export class VisitorLine implements GuestTalk, Listening {
  private readonly platform: Platform;
  private readonly account: string;
  private readonly line: GuestLine;
  private readonly entrance: Entrance;
  private visitor: Visitor | undefined;
  private conversation: string | undefined;
  /** `ev` that was told up to. */
  private told = 0;
  private telling: Promise<void> | undefined;
  private again = false;
  /** What was told of a question how it went; nothing yet is as none. */
  private toldRating: string | undefined = 'null';
  private readUpTo = 0;
  private awaiting = false;
  private left = false;

  constructor(platform: Platform, account: string, line: GuestLine, entrance: Entrance) {
    this.platform = platform;
    this.account = account;
    this.line = line;
    this.entrance = entrance;
  }

  async hear(given: unknown): Promise<void> {
    const frame = VisitorFrame.safeParse(given);
    if (!frame.success) return this.refuse(new Fault('invalid-input', { field: 'frame', reason: 'is none of the widget’s' }));
    const { data } = frame;
    if (!this.mayAsk(data.type)) return;
    if (data.type === 'hello') return this.hello(data.token, data.after);
    if (!this.visitor) return this.line.close(unknownVisit, 'hello-first');
    if (!(await this.goesOn(this.visitor))) return;
    if (data.type === 'say') return this.say(this.visitor, data);
    if (data.type === 'earlier') return this.earlier(data.before);
    if (data.type === 'read') return this.read(data.seq);
    if (data.type === 'rate') return this.rate(data);
  }

  /** What is answered from the database is counted by network. That something was read may be lost: the next look says it again. */
  private mayAsk(type: VisitorFrame['type']): boolean {
    if (type === 'say' || type === 'rate') return true;
    const budget = this.platform.keep(sayings).take(networkOf(this.line.ip), type === 'read' ? 'lossy' : 'query');
    if (!budget.allowed && type === 'hello') this.line.close(1013, 'later');
    else if (!budget.allowed && type === 'earlier') this.refuse(new Fault('too-many-requests', { seconds: budget.reset }));
    return budget.allowed;
  }

  /**
   * Whether the line still stands; else it ends here. It outlives what it was opened under: the site's secret may be another, the visit over since.
   * That the account is off may pass: then the browser keeps its visit and comes again.
   */
  private async goesOn(visitor: Visitor): Promise<boolean> {
    const at = await this.widgetNow((widget) => stands(widget, visitor));
    return at !== undefined;
  }

  /** The widget as it is now, where it passes; else the line ends here. */
  private async widgetNow(passes: (at: At<WidgetSettings>) => boolean): Promise<At<WidgetSettings> | undefined> {
    try {
      const at = await this.entrance.widget();
      if (passes(at)) return at;
      this.line.close(unknownVisit, 'unknown-visit');
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code === 'not-found') this.line.close(1013, 'later');
      else this.line.close(unknownVisit, 'unknown-visit');
    }
    return undefined;
  }

  gone(): void {
    this.left = true;
    if (this.conversation) this.platform.keep(visitorsHere).leave(this.conversation, this);
  }

  stir(): void {
    this.again = true;
    this.telling ??= this.tell().finally(() => {
      this.telling = undefined;
    });
  }

  typing(user: string): void {
    this.tellBesides(async () => {
      const names = await this.nameOf([user]);
      this.send({ type: 'typing', name: names.get(user) ?? '' });
    });
  }

  /** How it went may be asked, or is not any more. */
  asked(): void {
    this.tellBesides(() => this.tellRating());
  }

  /** What is told beside the messages, as long as the visit stands (CH18). */
  private tellBesides(tell: () => Promise<void>): void {
    const told = async (): Promise<void> => {
      if (this.visitor && (await this.goesOn(this.visitor))) await tell();
    };
    void told().catch((error: unknown) =>
      this.platform.logger.warn({ err: error }, 'what a visitor is told besides could not be read'),
    );
  }

  private async tellRating(): Promise<void> {
    if (!this.conversation || this.left) return;
    const ask = await ratingInTalk(this.platform, this.conversation);
    const frame = JSON.stringify(ask ?? null);
    if (frame === this.toldRating) return;
    this.toldRating = frame;
    this.send({ type: 'rating', ...(ask ? { ask } : {}) });
  }

  private async rate(answer: Extract<VisitorFrame, { type: 'rate' }>): Promise<void> {
    if (!this.conversation) return;
    // Too late, too often, or none of the scale: what is asked now stands as it is.
    if (!(await this.rated(this.conversation, answer))) this.toldRating = undefined;
    await this.tellRating();
  }

  private async rated(conversation: string, { id, score, comment }: Extract<VisitorFrame, { type: 'rate' }>): Promise<boolean> {
    // Each answer that differs is an event of the case for good: as many as the page for it takes from one network.
    if (!this.platform.keep(sayings).take(networkOf(this.line.ip), 'heavy').allowed) return false;
    try {
      await rateInTalk(this.platform, conversation, { id, score, comment });
      return true;
    } catch (error) {
      if (error instanceof Fault) return false;
      throw error;
    }
  }

  private send(frame: HouseFrame): void {
    if (!this.left) this.line.send(frame);
  }

  private refuse(fault: Fault, clientId?: string): void {
    const { code, detail } = problemOf(fault.code, fault.params, this.line.language);
    this.send({ type: 'refused', ...(clientId ? { clientId } : {}), problem: { code, detail: detail ?? '' } });
  }

  private async hello(token: string, after: number): Promise<void> {
    let visitor: Visitor | undefined;
    const at = await this.widgetNow((widget) => {
      visitor = visitorOf(this.platform, widget, token);
      // A line is one visitor's.
      return visitor !== undefined && (!this.visitor || this.visitor.value === visitor.value);
    });
    if (!at || !visitor) return;
    this.visitor = visitor;
    const open = await this.entrance.isOpen();
    const newer = renewed(this.platform, at, visitor);
    if (newer) this.send({ type: 'token', token: newer });
    if (!(await this.find())) return this.send({ type: 'hello', messages: [], cursor: 0, fresh: true, more: false, open });
    // Heard first, read then: what happens between is told twice rather than not at all.
    const { db } = this.platform;
    const since =
      after > 0 ? await shownToContact(db, this.conversation!, { changedSince: after, limit: mostChanges }) : undefined;
    const fresh = !since?.whole;
    const found = fresh ? await shownToContact(db, this.conversation!, { newest: page }) : since;
    this.told = found.ev;
    this.send({
      type: 'hello',
      messages: await this.named(found.messages),
      cursor: found.ev,
      fresh,
      more: fresh && !found.whole,
      open,
    });
    await this.tellRating();
  }

  /** Looks for the conversation, and listens to it once it is there. */
  private async find(): Promise<boolean> {
    if (this.conversation) return true;
    const { kind, value, scope, strength } = handleOf(this.visitor!);
    const handle = await seenHandleRow(this.platform.db, { kind, value, scope, strength });
    const found = handle && (await customerConversation(this.platform.db, this.account, handle.id));
    if (!found || this.left) return false;
    this.conversation = found;
    this.platform.keep(visitorsHere).listen(found, this);
    return true;
  }

  private async say(visitor: Visitor, frame: Extract<VisitorFrame, { type: 'say' }>): Promise<void> {
    const { clientId, text, files = [], page: where } = frame;
    if (text.trim() === '' && files.length === 0)
      return this.refuse(new Fault('invalid-input', { field: 'text', reason: 'is empty' }), clientId);
    const budget = this.platform.keep(sayings).take(networkOf(this.line.ip), 'send');
    if (!budget.allowed) return this.refuse(new Fault('too-many-requests', { seconds: budget.reset }), clientId);
    const attachments = files.map((claim) => uploadedBy(this.platform, visitor, claim));
    const known = attachments.filter((one) => one !== undefined);
    if (known.length < files.length) return this.refuse(new Fault('not-found', { what: 'file' }), clientId);
    const at = this.platform.clock.now();
    const said: Said = { clientId, visitor, text, files: known, at, ...(where ? { page: where } : {}) };
    try {
      const raw = Buffer.from(JSON.stringify(said));
      await keepArrivals(this.platform, this.account, [{ key: keyOf(said), raw }]);
    } catch (error) {
      if (error instanceof Fault) return this.refuse(error, clientId);
      throw error;
    }
    this.send({ type: 'kept', clientId, as: inboundId(this.account, keyOf(said)) });
    if (this.conversation || this.awaiting) return;
    this.awaiting = true;
    void this.await(firstLook);
  }

  /** The first message makes the conversation: it is looked for until it is there. */
  private async await(pause: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (this.left || this.conversation) return;
    try {
      if (await this.find()) return this.stir();
    } catch (error) {
      this.platform.logger.debug({ err: error }, 'a visitor’s conversation could not be looked for');
    }
    await this.await(Math.min(pause * 2, lastLook));
  }

  private async earlier(before: number): Promise<void> {
    if (!this.conversation) return;
    const { messages, whole } = await shownToContact(this.platform.db, this.conversation, { before, limit: page });
    this.send({ type: 'earlier', messages: await this.named(messages), more: !whole });
  }

  /** Notes at what was said to the visitor that they have seen it: the last page's is enough. */
  private async read(upTo: number): Promise<void> {
    const { db, clock } = this.platform;
    const { conversation } = this;
    if (!conversation || upTo <= this.readUpTo) return;
    const { messages } = await shownToContact(db, conversation, { before: upTo + 1, limit: page });
    const seen = messages.filter((m) => !m.fromContact && m.seq > this.readUpTo);
    this.readUpTo = upTo;
    if (seen.length === 0) return;
    const at = clock.now();
    await db.transaction(async (tx) => {
      for (const { seq } of seen) await noteDelivery(this.platform, tx, { conversation, seq, state: 'read', at });
    });
  }

  /** Tells what has changed, until nothing has. */
  private async tell(): Promise<void> {
    while (this.again && !this.left) {
      this.again = false;
      try {
        if (!(await this.goesOn(this.visitor!))) return;
        const want = { changedSince: this.told, limit: mostChanges };
        const found = await shownToContact(this.platform.db, this.conversation!, want);
        // Too much at once: with a new hello one begins anew.
        if (!found.whole) return this.line.close(1012, 'begin-anew');
        this.told = found.ev;
        for (const message of await this.named(found.messages)) this.send({ type: 'message', message, cursor: found.ev });
      } catch (error) {
        this.platform.logger.warn({ err: error }, 'what a visitor is to see could not be read');
        return this.line.close(1013, 'later');
      }
    }
  }

  private async nameOf(users: readonly string[]): Promise<Map<string, string>> {
    if (users.length === 0) return new Map();
    return new Map((await peopleByIds(this.platform.db, users)).map(({ id, name }) => [id, name]));
  }

  private async named(messages: readonly Shown[]): Promise<VisitorMessage[]> {
    const names = await this.nameOf([...new Set(messages.flatMap(({ sender }) => sender ?? []))]);
    return messages.map(({ seq, fromContact, sender, text, files, at, clientId, edited, recalled }) => ({
      seq,
      mine: fromContact,
      ...(sender ? { name: names.get(sender) ?? '' } : {}),
      text,
      files: files.map(({ file, name, type, size }) => ({ id: file, name, type, size })),
      at,
      ...(fromContact ? { as: clientId } : {}),
      edited,
      recalled,
    }));
  }
}
