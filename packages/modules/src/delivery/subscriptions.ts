import { Fault } from '@rapport/contract';
import { newId, type Platform, type PushTarget, secretHash } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { tellAttention } from './attention-memory.ts';
import { pushTransport } from './push-desk.ts';
import { subscriptionCount } from './reader.ts';
import { lockSettings, putSubscription, removeSubscription, removeSubscriptionsOf } from './writer.ts';

const maxSubscriptions = 20;

export interface PushSubscriptionInput {
  endpoint: string;
  keys: { p256dh: string; auth: string };
}

/** Pushes to a browser from now on (DE12); the same browser again is the same subscription. */
export async function subscribePush(platform: Platform, actor: Actor, input: PushSubscriptionInput): Promise<void> {
  const target: PushTarget = { endpoint: input.endpoint, p256dh: input.keys.p256dh, auth: input.keys.auth };
  if (!(await (await pushTransport(platform)).accepts(target))) throw new Fault('address-not-allowed');
  await platform.db.transaction(async (tx) => {
    await lockSettings(tx, actor.user);
    await putSubscription(tx, {
      id: newId(),
      user: actor.user,
      session: actor.session,
      endpointHash: secretHash(target.endpoint),
      target: platform.vault.seal(Buffer.from(JSON.stringify(target))),
      at: platform.clock.now(),
    });
    if ((await subscriptionCount(tx, actor.user)) > maxSubscriptions)
      throw new Fault('quota-exceeded', { quota: `${maxSubscriptions} browsers` });
    tellAttention(platform, tx, actor.user);
  });
}

export async function unsubscribePush(platform: Platform, actor: Actor, input: { endpoint: string }): Promise<void> {
  await platform.db.transaction((tx) => removeSubscription(tx, { user: actor.user, endpointHash: secretHash(input.endpoint) }));
}

/** Ended sessions get no pushes: whoever signed out must not see who writes. */
export function followRevocations(platform: Platform): () => void {
  return platform.bus.subscribe('revoked', ({ user, sessions }) => {
    platform.db
      .transaction((tx) => removeSubscriptionsOf(tx, user, sessions))
      .catch((error: unknown) => platform.logger.error({ err: error }, 'pushes of an ended session could not be removed'));
  });
}
