/** Time as a simulated vendor sees it: the machine's, moved on by a test. Unix milliseconds. */
export class VendorClock {
  private ahead = 0;
  now(): number {
    return Date.now() + this.ahead;
  }
  advance(ms: number): void {
    this.ahead += ms;
  }
}
