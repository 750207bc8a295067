/** Bytes that are handed on together. */
const together = 128 * 1024;
/** With room for the line that makes them enough. */
const room = together + 32 * 1024;

/**
 * Gathers lines, so that what is behind sees few large pieces. One piece is written while the next is gathered. Texts must be well-formed, as canonical
 * JSON is: each becomes bytes where it is gathered.
 */
export class Lines {
  private bytes = Buffer.allocUnsafeSlow(room);
  private length = 0;
  private writing: Promise<unknown> = Promise.resolve();
  private readonly write: (bytes: Uint8Array) => Promise<unknown>;

  constructor(write: (bytes: Uint8Array) => Promise<unknown>) {
    this.write = write;
  }

  /** A line without its end. Something to wait for, where there are enough of them. */
  add(text: string): Promise<void> | undefined {
    // No unit of a text takes more bytes.
    const most = 3 * text.length + 1;
    if (this.length + most > this.bytes.length) this.grow(most);
    this.length += this.bytes.write(text, this.length);
    this.bytes[this.length++] = 0x0a;
    return this.length >= together ? this.handOn() : undefined;
  }

  private grow(by: number): void {
    const larger = Buffer.allocUnsafeSlow(this.length + by);
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  private async handOn(): Promise<void> {
    const bytes = this.bytes.subarray(0, this.length);
    this.bytes = Buffer.allocUnsafeSlow(room);
    this.length = 0;
    await this.writing;
    this.writing = this.write(bytes);
    // Told where it is waited for: by the next piece, or at the end.
    this.writing.catch(() => undefined);
  }

  /** All of them are written when it resolves. */
  async flush(): Promise<void> {
    if (this.length > 0) await this.handOn();
    await this.writing;
  }
}
