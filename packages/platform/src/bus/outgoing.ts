import type { Hints } from '../bus.ts';
import { encodeHint, lengthOf, type SentHint } from './codec.ts';

/** Hints of one turn of the event loop, gathered into as few messages as their size allows. */
export class Outgoing {
  private parts: Buffer[] = [];
  private size = 0;
  private scheduled = false;
  private readonly most: () => number;
  private readonly leave: (parts: Buffer[]) => void;

  /** `most`: bytes of one message, without its head; `leave` is handed the parts of each. */
  constructor(most: () => number, leave: (parts: Buffer[]) => void) {
    this.most = most;
    this.leave = leave;
  }

  /** Answers false when the hint is too large to be told at all. */
  add(sent: SentHint): boolean {
    let parts = encodeHint(sent);
    let length = lengthOf(parts);
    if (length > this.most() && sent.subject === 'stream') {
      // As with changes too many to be sent: whoever hears it pulls.
      const hint: Hints['stream'] = { ...sent.hint, frames: [] };
      parts = encodeHint({ subject: 'stream', hint });
      length = lengthOf(parts);
    }
    if (length > this.most()) return false;
    if (this.size + length > this.most()) this.flush();
    this.parts.push(...parts);
    this.size += length;
    if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.flush();
      });
    }
    return true;
  }

  flush(): void {
    if (this.parts.length === 0) return;
    const parts = this.parts;
    this.parts = [];
    this.size = 0;
    this.leave(parts);
  }
}
