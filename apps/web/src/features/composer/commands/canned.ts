import { createContext } from 'react';

/** A text kept ready, offered beside the commands. */
export interface Canned {
  canned: string;
  name: string;
  says: string;
}

/** Where texts are kept ready for a conversation. */
export interface CannedDoor {
  find(typed: string): readonly Canned[];
  /** Its words for here; undefined where something is missing. */
  write(canned: string): Promise<string | undefined>;
}

export const CannedContext = createContext<CannedDoor | null>(null);
