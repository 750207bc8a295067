import type { Filling } from './filling.ts';

/** What was being filled in outlives a closed dialog and a reload, in this window; signing out clears it with the rest of the session. */
const keyOf = (conversation: string, template: string): string => `rapport.form.${conversation}.${template}`;

export function keptFilling(conversation: string, template: string): Filling | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(conversation, template)) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepFilling(conversation: string, template: string, filling: Filling): void {
  try {
    sessionStorage.setItem(keyOf(conversation, template), JSON.stringify(filling));
  } catch {
    // Full: it stays in the dialog.
  }
}

export const forgetFilling = (conversation: string, template: string): void =>
  sessionStorage.removeItem(keyOf(conversation, template));
