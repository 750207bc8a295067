import { useState } from 'react';

export interface Extras {
  /** The reason, when the message is urgent. */
  urgent: string | null;
  noForward: boolean;
  /** In a topic: said in the conversation above, too. */
  alsoAbove: boolean;
  /** In talk with a customer: to them, or among colleagues. Stays as it was chosen. */
  toward: 'outward' | 'private';
  /** A template of the platform that carries the next message to a customer. */
  template: string | null;
  set(change: Partial<Pick<Extras, 'urgent' | 'noForward' | 'alsoAbove' | 'toward' | 'template'>>): void;
  clear(): void;
}

const plain = { urgent: null as string | null, noForward: false, alsoAbove: false, template: null as string | null };
const begin = { ...plain, toward: 'outward' as Extras['toward'] };

/** What a message carries besides its words and files. */
export function useExtras(): Extras {
  const [extras, setExtras] = useState(begin);
  return {
    ...extras,
    set: (change) => setExtras((old) => ({ ...old, ...change })),
    clear: () => setExtras((old) => ({ ...old, ...plain })),
  };
}
