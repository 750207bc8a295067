import type { Platform } from '@rapport/platform';
import { recipientsOf } from '../conversations/index.ts';

export type MemberFrame =
  | { type: 'member.joined'; member: { user: string; fromSeq: number } }
  | { type: 'member.left'; user: string }
  | { type: 'member.changed' };

/** The oldest message that a frame tells something of; undefined when it tells of none. */
export function oldestIn(text: string): number | undefined {
  const frame = JSON.parse(text) as {
    seq?: number;
    message?: { seq: number; quote?: { seq: number } };
    last?: { seq: number } | null;
  };
  const told = [frame.seq, frame.message?.seq, frame.message?.quote?.seq, frame.last?.seq].filter((seq) => seq !== undefined);
  return told.length > 0 ? Math.min(...told) : undefined;
}

/** Who takes part in a stream, and from which message on each may see it (SY10). */
export class Recipients {
  private readonly platform: Platform;
  private readonly stream: string;
  private members: Map<string, number>;
  private changes = 0;
  /** The latest beginning of anyone: what is older may not be for everybody. */
  latestFrom = 1;

  private constructor(platform: Platform, stream: string, members: Map<string, number>) {
    this.platform = platform;
    this.stream = stream;
    this.members = members;
    this.measure();
  }

  static async of(platform: Platform, stream: string): Promise<Recipients> {
    return new Recipients(platform, stream, await read(platform, stream));
  }

  /** Users with the first `seq` each may see. */
  all(): ReadonlyMap<string, number> {
    return this.members;
  }

  apply(frame: MemberFrame): void {
    if (frame.type === 'member.changed') return;
    this.changes++;
    if (frame.type === 'member.joined') this.members.set(frame.member.user, frame.member.fromSeq);
    else this.members.delete(frame.user);
    this.measure();
  }

  /** Reads them anew after a range that was not told frame by frame; answers who is new, and who is gone. */
  async reload(): Promise<{ joined: string[]; left: string[] }> {
    const before = this.members;
    for (;;) {
      const asked = this.changes;
      const members = await read(this.platform, this.stream);
      // A join that was told meanwhile may not have been in what was read.
      if (asked !== this.changes) continue;
      this.members = members;
      this.measure();
      return {
        joined: [...members.keys()].filter((user) => !before.has(user)),
        left: [...before.keys()].filter((user) => !members.has(user)),
      };
    }
  }

  private measure(): void {
    this.latestFrom = 1;
    for (const from of this.members.values()) if (from > this.latestFrom) this.latestFrom = from;
  }
}

const read = async (platform: Platform, stream: string): Promise<Map<string, number>> =>
  new Map((await recipientsOf(platform.db, stream)).map(({ user, fromSeq }) => [user, fromSeq]));
