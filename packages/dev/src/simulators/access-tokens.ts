import { randomBytes } from 'node:crypto';
import type { VendorClock } from './vendor-clock.ts';

/** 7200 s (developers.weixin.qq.com, Get_access_token). */
const lifetime = 7_200_000;
/** How long the token before stays good once the next one is out. */
const overlap = 300_000;

/** Access tokens of one account: one holder, the next one voids the one before after five minutes. */
export class AccessTokens {
  private readonly clock: VendorClock;
  private current: { value: string; until: number } | undefined;
  private before: { value: string; until: number } | undefined;
  /** How often a new one was handed out. */
  made = 0;

  constructor(clock: VendorClock) {
    this.clock = clock;
  }

  /** `renew`: a new one even if the present one holds, as `cgi-bin/token` does. */
  take(renew: boolean): { access_token: string; expires_in: number } {
    const now = this.clock.now();
    const old = this.current;
    if (renew || old === undefined || old.until - now < overlap) {
      if (old) this.before = { value: old.value, until: Math.min(old.until, now + overlap) };
      // The vendor reserves 512 characters for one.
      this.current = { value: randomBytes(96).toString('base64url'), until: now + lifetime };
      this.made++;
    }
    return { access_token: this.current!.value, expires_in: Math.floor((this.current!.until - now) / 1000) };
  }

  /** 0 when good, else the vendor's code. */
  check(value: string | null): 0 | 40001 | 41001 | 42001 {
    if (!value) return 41001;
    const now = this.clock.now();
    for (const one of [this.current, this.before])
      if (one?.value === value) return one.until > now ? 0 : one === this.current ? 42001 : 40001;
    return 40001;
  }

  /** Voids all of them, as another holder or a changed secret does. */
  revoke(): void {
    this.current = undefined;
    this.before = undefined;
  }
}
