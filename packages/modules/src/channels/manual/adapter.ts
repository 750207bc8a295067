import type { Capabilities } from '@rapport/contract';
import { z } from 'zod';
import type { ChannelAdapter } from '../adapter.ts';

const Settings = z.strictObject({});

/** A channel that people serve by hand: nothing comes or goes by itself, what was said is written down as a form record. */
function byHand(
  kind: 'phone' | 'visit' | 'letter',
  own: Pick<Capabilities, 'quietHoursApply' | 'costClass'>,
): ChannelAdapter<object> {
  const capabilities: Capabilities = {
    inbound: 'manual',
    parts: { text: {}, file: {}, image: {}, voice: {}, video: {} },
    windows: [],
    proactive: 'free',
    quotas: [],
    receipts: [],
    // What was said cannot be said otherwise; its record may be put right.
    edit: true,
    recall: false,
    typing: false,
    threads: 'none',
    idempotentSend: 'none',
    rates: [],
    ...own,
  };
  return {
    kind,
    settings: Settings,
    secrets: [],
    capabilities: () => capabilities,
    health: async () => ({ ok: true }),
  };
}

/** Telephone calls, visits and letters (both ways) are dear, and a letter makes no noise at night. */
export const manualAdapters: readonly ChannelAdapter<object>[] = [
  byHand('phone', { quietHoursApply: true, costClass: 2 }),
  byHand('visit', { quietHoursApply: true, costClass: 3 }),
  byHand('letter', { quietHoursApply: false, costClass: 2 }),
];
