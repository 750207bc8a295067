import type { Message, SigningEvent } from '@rapport/contract';

export interface SigningLine {
  event: SigningEvent;
  /** What the signer declared, or why it was declined or withdrawn. */
  words: string | undefined;
  state: 'signed' | 'signedEarlier' | 'withdrawn' | 'declined' | 'asked';
}

/** What stands under a message: who signed which version, who declined, who is still asked. Requests that ended unanswered are left out. */
export function linesOf({ signing = [], version }: Pick<Message, 'signing' | 'version'>, now: number): SigningLine[] {
  const answered = new Set(signing.filter((e) => e.kind !== 'asked').flatMap((e) => e.of ?? []));
  const current = (e: SigningEvent): boolean => version === undefined || e.version === version;
  return signing.flatMap((event): SigningLine[] => {
    const { words } = event;
    if (event.kind === 'declined') return [{ event, words, state: 'declined' }];
    if (event.kind === 'signed') {
      const withdrawn = signing.find((e) => e.kind === 'withdrawn' && e.of === event.ev);
      if (withdrawn) return [{ event, words: withdrawn.words, state: 'withdrawn' }];
      return [{ event, words, state: current(event) ? 'signed' : 'signedEarlier' }];
    }
    if (event.kind !== 'asked' || answered.has(event.ev) || !current(event)) return [];
    return event.until === undefined || event.until > now ? [{ event, words, state: 'asked' }] : [];
  });
}
