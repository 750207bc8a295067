import {
  bytesOfFrame,
  type Connection,
  type Connections,
  type Hints,
  type Platform,
  textFrame,
  textOfFrame,
} from '@rapport/platform';
import { type Actor, visibleToGuests } from '../access/index.ts';

interface Told {
  frames: Buffer[];
  /** The same without whom they are about. */
  bare: Buffer[];
  subjects: (string | null)[];
}

/** Directory changes go to everyone; guests learn who changed only of people they may see (AC). */
export class OrganizationFan {
  private readonly platform: Platform;
  private readonly connections: Connections<Actor>;
  /** Guests are told one thing after the other: what they may see is asked first, and must not come back in another order. */
  private turn: Promise<void> = Promise.resolve();

  constructor(platform: Platform, connections: Connections<Actor>) {
    this.platform = platform;
    this.connections = connections;
  }

  take(hint: Hints['stream']): void {
    const frames = hint.frames.map(bytesOfFrame);
    const guests: Connection<Actor>[] = [];
    for (const c of this.connections.all()) {
      if (c.actor.kind === 'guest') guests.push(c);
      else for (const frame of frames) c.push(frame);
    }
    if (guests.length === 0) return;
    const changes = hint.frames.map((frame) => JSON.parse(textOfFrame(frame)) as { subject: string | null });
    const bare = changes.map((frame) => textFrame(JSON.stringify({ ...frame, subject: null })));
    const told = { frames, bare, subjects: changes.map(({ subject }) => subject) };
    this.turn = this.turn.then(() => this.toGuests(guests, told));
  }

  private async toGuests(guests: readonly Connection<Actor>[], { frames, bare, subjects }: Told): Promise<void> {
    const seen = await this.seenBy(guests, subjects);
    for (const c of guests)
      for (const [i, subject] of subjects.entries())
        c.push(subject !== null && seen.get(c.user)?.has(subject) ? frames[i]! : bare[i]!);
  }

  /** One question for all of them. Where it fails they are told that something changed, and not of whom. */
  private async seenBy(
    guests: readonly Connection<Actor>[],
    subjects: readonly (string | null)[],
  ): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
    const asked = [...new Set(subjects.filter((subject) => subject !== null))];
    const people = [...new Set(guests.map(({ user }) => user))];
    if (asked.length === 0) return new Map();
    return visibleToGuests(this.platform.db, people, asked).catch(() => new Map());
  }
}
