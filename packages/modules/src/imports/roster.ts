import type { ImportChange, ImportConversation, ImportMembership, ImportSkip } from './import-item.ts';

interface Presence {
  joinedAt?: number;
  leftAt?: number;
  here: boolean;
}

export interface Seat {
  externalId: string;
  /** Unix ms; undefined when the source does not say. */
  joinedAt: number | undefined;
}

/**
 * What a conversation looks like at the end of an export: who takes part, what it is called, what is pinned. Of each change only
 * the last one is taken over; earlier ones are counted.
 */
export class Roster {
  private readonly people = new Map<string, Presence>();
  private readonly latest = new Map<string, ImportChange>();
  private readonly pinned = new Map<string, { at: number; by: string | undefined; where: string } | null>();
  private readonly conversation: ImportConversation;
  private readonly keepsPeople: boolean;
  private readonly report: (skip: ImportSkip) => void;

  /** People who come and go by the minute (IRC) are not kept: `keepsPeople`. */
  constructor(conversation: ImportConversation, keepsPeople: boolean, report: (skip: ImportSkip) => void) {
    this.conversation = conversation;
    this.keepsPeople = keepsPeople;
    this.report = report;
    for (const pin of conversation.pins) {
      const where = `pin of ${conversation.name}`;
      this.pinned.set(pin.target, { at: Math.floor((pin.atMicros ?? 0) / 1000), by: pin.by, where });
    }
  }

  spoke(externalId: string): void {
    if (!this.keepsPeople) return;
    const known = this.people.get(externalId);
    if (known) known.here = true;
    else this.people.set(externalId, { here: true });
  }

  moved(item: ImportMembership): void {
    if (!this.keepsPeople) return this.report({ reason: 'membership-not-kept', where: item.where, count: 1 });
    const at = Math.floor(item.atMicros / 1000);
    const presence = this.people.get(item.person.id) ?? { here: false };
    presence.here = item.change === 'join';
    if (item.change === 'join') presence.joinedAt = at;
    else presence.leftAt = at;
    this.people.set(item.person.id, presence);
  }

  changed(item: ImportChange): void {
    if (item.what === 'nick' || item.what === 'notice')
      return this.report({ reason: `${item.what}-not-kept`, where: item.where, count: 1 });
    if (item.what === 'pin' || item.what === 'unpin') {
      if (item.value === undefined) return this.report({ reason: 'pin-without-target', where: item.where, count: 1 });
      const pin = { at: Math.floor(item.atMicros / 1000), by: item.actor?.id, where: item.where };
      this.pinned.set(item.value, item.what === 'pin' ? pin : null);
      return;
    }
    const field = item.what === 'unarchived' ? 'archived' : item.what;
    const earlier = this.latest.get(field);
    if (earlier) this.report({ reason: `earlier-${field}-not-kept`, where: earlier.where, count: 1 });
    this.latest.set(field, item);
  }

  /** Members at the end; by what was said and who came and went, when the source has no list. */
  seats(): Seat[] {
    const listed = this.conversation.members;
    const here = listed.length > 0 ? listed : [...this.people].filter(([, p]) => p.here).map(([id]) => id);
    return here.map((externalId) => ({ externalId, joinedAt: this.people.get(externalId)?.joinedAt }));
  }

  /** Who went away and is not among the members at the end. */
  leavers(): { externalId: string; leftAt: number }[] {
    const listed = new Set(this.conversation.members);
    return [...this.people].flatMap(([externalId, { here, leftAt }]) =>
      here || leftAt === undefined || listed.has(externalId) ? [] : [{ externalId, leftAt }],
    );
  }

  pins(): { target: string; at: number; by: string | undefined; where: string }[] {
    return [...this.pinned].flatMap(([target, pin]) => (pin ? [{ target, ...pin }] : []));
  }

  description(): { name: string; purpose: string; archived: boolean } {
    const { name, topic, purpose, archived } = this.conversation;
    const said = [topic ?? this.latest.get('topic')?.value, purpose ?? this.latest.get('purpose')?.value];
    const words = [...new Set(said.map((value) => value?.trim()).filter((value) => value !== undefined && value !== ''))];
    const change = this.latest.get('archived')?.what;
    return {
      name: Array.from(name).slice(0, 120).join(''),
      purpose: Array.from(words.join('\n')).slice(0, 1000).join(''),
      archived: archived || change === 'archived',
    };
  }
}
