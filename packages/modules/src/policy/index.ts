import type { Room } from '@rapport/platform';
import type { Actor } from '../access/index.ts';
import { proofEraser } from './erase-proofs.ts';
import { routes } from './routes.ts';
import { servePreferences } from './serve-preferences.ts';

export { accountOf, accountSql, listAccounts } from './account-reader.ts';
export { keepAccount } from './account-writer.ts';
export { noteConsent } from './consents.ts';
export { type Asked, ask, decide } from './decide.ts';
export { erasableConsents } from './erase-proofs.ts';
export { noteInbound, noteInboundMany } from './note-inbound.ts';
export { unsubscribeLink } from './preference-link.ts';
export { askOfWay } from './ways.ts';
export { refund, refundWithCopies } from './writer.ts';

/** Whether, when and how often contacts may be written to. */
export const policyRoom: Room<Actor> = {
  name: 'policy',
  routes,
  http: servePreferences,
  async start(platform) {
    const eraser = proofEraser(platform);
    await eraser.start();
    return () => eraser.stop();
  },
};
