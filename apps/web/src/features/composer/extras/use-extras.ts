import { useState } from 'react';

export interface Extras {
  /** The reason, when the message is urgent. */
  urgent: string | null;
  noForward: boolean;
  set(change: { urgent?: string | null; noForward?: boolean }): void;
  clear(): void;
}

const plain = { urgent: null as string | null, noForward: false };

/** What a message carries besides its words and files. */
export function useExtras(): Extras {
  const [extras, setExtras] = useState(plain);
  return {
    ...extras,
    set: (change) => setExtras((old) => ({ ...old, ...change })),
    clear: () => setExtras(plain),
  };
}
