import type { Capabilities } from '@rapport/contract';

/** Largest file of a visitor, bytes. */
export const mostFileBytes = 20 * 1024 * 1024;

/** The widget shows the conversation itself: what is changed here is changed there, and nobody limits when one may write. */
export const webCapabilities: Capabilities = {
  inbound: 'socket',
  parts: { text: { maxChars: 8_000 }, image: {}, voice: {}, video: {}, file: {}, link: {} },
  windows: [],
  proactive: 'free',
  quotas: [],
  receipts: ['accepted', 'read'],
  edit: true,
  recall: true,
  typing: true,
  threads: 'none',
  idempotentSend: 'client_id',
  rates: [],
  quietHoursApply: false,
  costClass: 0,
};
