import type { Filling } from './filling.ts';

/** Whose filling it is (another person at this window never sees it), where, and of what. */
export interface FillingPlace {
  user: string;
  conversation: string;
  template: string;
}

/** What was being filled in outlives a closed dialog and a reload, in this window; signing out clears it with the rest of the session. */
const keyOf = ({ user, conversation, template }: FillingPlace): string => `rapport.form.${user}.${conversation}.${template}`;

export function keptFilling<T = Filling>(place: FillingPlace): T | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(place)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepFilling<T = Filling>(place: FillingPlace, filling: T): void {
  try {
    sessionStorage.setItem(keyOf(place), JSON.stringify(filling));
  } catch {
    // Full: it stays in the dialog.
  }
}

export const forgetFilling = (place: FillingPlace): void => sessionStorage.removeItem(keyOf(place));
