import { randomBytes } from 'node:crypto';
import type { VendorClock } from './vendor-clock.ts';

export interface KeptMedia {
  bytes: Buffer;
  type: string;
  name: string;
}

/** Media are thrown away after three days (developers.weixin.qq.com, api_uploadtempmedia). */
const keptFor = 3 * 86_400_000;

export class MediaStore {
  private readonly clock: VendorClock;
  private readonly kept = new Map<string, KeptMedia & { at: number }>();

  constructor(clock: VendorClock) {
    this.clock = clock;
  }

  keep(media: KeptMedia): string {
    const id = randomBytes(24).toString('base64url');
    this.kept.set(id, { ...media, at: this.clock.now() });
    return id;
  }

  find(id: string): KeptMedia | undefined {
    const found = this.kept.get(id);
    return found && this.clock.now() - found.at <= keptFor ? found : undefined;
  }
}
