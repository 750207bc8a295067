import type { Seat } from '../test-people.ts';
import type { Site } from './site.test-kit.ts';

interface MessageRow {
  conversation: string;
  seq: number;
  ev: number;
  clientId: string;
  sender: string | null;
  recalled: boolean;
  text: string;
  files: string[];
  form: { goal?: string } | null;
}

interface MembershipRow {
  conversation: string;
  user: string;
  fromSeq: number;
  readSeq: number;
  unreadFrom: number | null;
  left: boolean;
}

interface PlaceRow {
  id: string;
  visibility: string;
  parent: string | null;
  anchor: number | null;
  ev: number;
  seq: number;
  logged: number;
  lastLogged: number | null;
}

/** The tables as they are, and what follows from them by the plainest counting: no query of the house is used again. */
export class Truth {
  places: PlaceRow[] = [];
  messages: MessageRow[] = [];
  private memberships: MembershipRow[] = [];
  private mentions: { conversation: string; seq: number; user: string | null; audience: string | null }[] = [];
  private readonly byPlace = new Map<string, MessageRow[]>();

  /** Of these conversations and their topics. */
  static async read(site: Site, conversations: readonly string[]): Promise<Truth> {
    const truth = new Truth();
    truth.places = await site.rows<PlaceRow>(
      `select c.id, c.visibility, c.parent_id as parent, c.anchor_seq::int as anchor, s.ev::int, s.seq::int,
         (select count(*)::int from log l where l.stream_id = c.id) as logged,
         (select max(l.ev)::int from log l where l.stream_id = c.id) as "lastLogged"
       from conversation c join stream s on s.id = c.id where c.id = any ($1::uuid[]) or c.parent_id = any ($1::uuid[])`,
      [conversations],
    );
    const ids = [truth.places.map(({ id }) => id)];
    truth.messages = await site.rows<MessageRow>(
      `select m.conversation_id as conversation, m.seq::int, m.ev::int, m.client_id as "clientId", m.sender,
         m.recalled_at is not null as recalled, v.text,
         array(select a ->> 'file' from jsonb_array_elements(coalesce(v.content -> 'attachments', '[]')) a) as files,
         v.content -> 'form' as form
       from message m join version v on v.conversation_id = m.conversation_id and v.ev = m.version_ev
       where m.conversation_id = any ($1::uuid[]) order by 1, 2`,
      ids,
    );
    truth.memberships = await site.rows<MembershipRow>(
      `select conversation_id as conversation, user_id as user, from_seq::int as "fromSeq", read_seq::int as "readSeq",
         unread_from::int as "unreadFrom",
         left_ev is not null as left from membership where conversation_id = any ($1::uuid[])`,
      ids,
    );
    truth.mentions = await site.rows(
      'select conversation_id as conversation, seq::int, user_id as user, audience from mention where conversation_id = any ($1::uuid[])',
      ids,
    );
    for (const message of truth.messages) {
      const here = truth.byPlace.get(message.conversation) ?? [];
      here.push(message);
      truth.byPlace.set(message.conversation, here);
    }
    return truth;
  }

  in(conversation: string): readonly MessageRow[] {
    return this.byPlace.get(conversation) ?? [];
  }

  membership(user: string, conversation: string): MembershipRow | undefined {
    return this.memberships.find((m) => m.user === user && m.conversation === conversation && !m.left);
  }

  /** SY8: messages of others above the pointer, or from where I marked them unread, that were not recalled; and those that call me. */
  counts(user: string, conversation: string): { unread: number; mentions: number } {
    const mine = this.membership(user, conversation);
    if (!mine) return { unread: 0, mentions: 0 };
    const read = Math.min(mine.readSeq, (mine.unreadFrom ?? Number.POSITIVE_INFINITY) - 1);
    const open = this.in(conversation).filter((m) => m.seq > read && m.seq >= mine.fromSeq && m.sender !== user && !m.recalled);
    const calls = (seq: number) =>
      this.mentions.some((t) => t.conversation === conversation && t.seq === seq && (t.user === user || t.audience === 'all'));
    return { unread: open.length, mentions: open.filter((m) => calls(m.seq)).length };
  }

  /** CV1, SY10: from which seq on somebody may look; undefined when not at all. */
  visibleFrom({ user, kind }: Seat, conversation: string): number | undefined {
    const place = this.places.find(({ id }) => id === conversation)!;
    const top = place.parent === null ? place : this.places.find(({ id }) => id === place.parent)!;
    const mine = this.membership(user, top.id);
    if (!mine && (top.visibility !== 'open' || kind === 'guest')) return undefined;
    const from = mine?.fromSeq ?? 1;
    if (place === top) return from;
    return place.anchor! >= from ? 1 : undefined;
  }

  /** Places of the messages with a word that somebody may see, as `conversation/seq`. */
  findable(seat: Seat, word: string): string[] {
    return this.messages
      .filter((m) => !m.recalled && m.text.includes(word) && m.seq >= (this.visibleFrom(seat, m.conversation) ?? Infinity))
      .map((m) => `${m.conversation}/${m.seq}`)
      .sort();
  }
}
