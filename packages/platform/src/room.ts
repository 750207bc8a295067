import type { FastifyInstance } from 'fastify';
import type { Caller, Handlers, Origin } from './gateway/calls.ts';
import type { GuestDoor } from './gateway/guest-sockets.ts';
import type { Platform } from './platform.ts';

/** A room as the composer sees it. Everything else a room offers is a named export of its door. */
export interface Room<A extends Caller> {
  name: string;
  /** Contract methods → actions. */
  routes?(platform: Platform): Handlers<A>;
  /** Plain HTTP routes for bytes (uploads, downloads), under `/api/<room>/`. */
  http?(app: FastifyInstance, platform: Platform, authenticate: Authenticate<A>): void | Promise<void>;
  /** Sockets for people who do not sign in. */
  guestDoors?(platform: Platform): readonly GuestDoor[];
  /** Declares jobs and starts readers of the log; answers how to stop them. */
  start?(platform: Platform): Promise<(() => Promise<void>) | undefined>;
}

/** Makes handlers of actions, which are told the address that a call came from. */
export const handlerOf =
  <A extends Caller>(platform: Platform) =>
  <I>(action: (platform: Platform, actor: A, input: I, ip: string) => Promise<unknown>) =>
  (actor: A, input: I, origin: Origin): Promise<unknown> =>
    action(platform, actor, input, origin.ip);

export interface Credentials {
  /** The session cookie's value. */
  cookie?: string;
  /** A bearer token. */
  bearer?: string;
  ip: string;
  userAgent: string;
}
/** Who is calling; undefined when the credentials are missing, wrong, expired or revoked. */
export type Authenticate<A extends Caller> = (credentials: Credentials) => Promise<A | undefined>;
