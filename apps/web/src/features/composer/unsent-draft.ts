/** A draft that the house has not confirmed. This window keeps it over a reload and over being away, until its person signs out. */
interface Unsent {
  /** Whose it is: another person at this window never sees it. */
  user: string;
  text: string;
  /** When it was written here, Unix ms. */
  at: number;
}

const prefix = 'rapport.draft.';
const placeOf = (conversation: string): string => `${prefix}${conversation}`;

export function unsentDraft(conversation: string, user: string | undefined): Unsent | null {
  const kept = sessionStorage.getItem(placeOf(conversation));
  const draft = kept === null ? null : (JSON.parse(kept) as Unsent);
  if (!draft || draft.user === user) return draft;
  sessionStorage.removeItem(placeOf(conversation));
  return null;
}

export function keepUnsent(conversation: string, user: string, text: string): void {
  try {
    sessionStorage.setItem(placeOf(conversation), JSON.stringify({ user, text, at: Date.now() } satisfies Unsent));
  } catch {
    // No room: only being away at this moment would lose it.
  }
}

/** The house has this text; what was written since is still to be confirmed. */
export function forgetUnsent(conversation: string, user: string, text: string): void {
  if (unsentDraft(conversation, user)?.text === text) sessionStorage.removeItem(placeOf(conversation));
}

/** Nothing of a person stays whose session has ended. */
export function forgetAllUnsent(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(prefix)) sessionStorage.removeItem(name);
}
