import type { SigningEvent } from '@rapport/contract';

/** Somebody's signature under a version that was not withdrawn. */
export const standingSignature = (events: readonly SigningEvent[], user: string, version: number): SigningEvent | undefined =>
  events.find(
    (e) =>
      e.kind === 'signed' &&
      e.user === user &&
      e.version === version &&
      !events.some((w) => w.kind === 'withdrawn' && w.of === e.ev),
  );

/** Whether somebody was asked to sign a version and has not answered yet. */
export const isAsked = (events: readonly SigningEvent[], user: string, version: number): boolean =>
  events.some(
    (e) =>
      e.kind === 'asked' && e.user === user && e.version === version && !events.some((a) => a.kind === 'signed' && a.of === e.ev),
  );
