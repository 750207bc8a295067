/** Bytes of one line; longer ones are no records of ours. */
const longestLine = 16 * 1024 * 1024;

/** A file that is not lines of UTF-8, each ended by a newline. */
export class LinesError extends Error {
  override name = 'LinesError';
}

/** Reads a file line by line; never more of it is held than a piece and a line. */
export class LineReader {
  private readonly pieces: AsyncIterator<Uint8Array>;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private lines: string[] = [];
  private next = 0;
  private rest: Uint8Array[] = [];
  private restLength = 0;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.pieces = source[Symbol.asyncIterator]();
  }

  /** The next line without its newline; undefined at the end. @throws LinesError */
  async line(): Promise<string | undefined> {
    if (!this.holds) await this.load();
    return this.take();
  }

  /** Whether a line is held: `take` answers it without waiting. */
  get holds(): boolean {
    return this.next < this.lines.length;
  }

  /** Reads on until a line is held, or to the end. @throws LinesError */
  async load(): Promise<void> {
    while (!this.holds) if (!(await this.fill())) return;
  }

  /** The next line that is held. */
  take(): string | undefined {
    return this.lines[this.next++];
  }

  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  private async fill(): Promise<boolean> {
    const { value, done } = await this.pieces.next();
    if (done) {
      if (this.restLength > 0) throw new LinesError('The last line has no end.');
      return false;
    }
    const end = value.lastIndexOf(0x0a) + 1;
    this.lines = [];
    this.next = 0;
    if (end > 0) {
      const whole = new Uint8Array(this.restLength + end);
      let at = 0;
      for (const piece of this.rest) {
        whole.set(piece, at);
        at += piece.length;
      }
      whole.set(value.subarray(0, end), at);
      this.rest = [];
      this.restLength = 0;
      this.lines = this.textOf(whole).split('\n');
      this.lines.pop();
    }
    if (end < value.length) {
      this.rest.push(value.slice(end));
      this.restLength += value.length - end;
    }
    if (this.restLength > longestLine) throw new LinesError('A line is too long.');
    return true;
  }

  private textOf(bytes: Uint8Array): string {
    try {
      return this.decoder.decode(bytes);
    } catch {
      throw new LinesError('The file is not UTF-8.');
    }
  }
}
