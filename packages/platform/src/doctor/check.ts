/** One thing that was looked at. `wrong` must be mended for Rapport to work; `note` is worth knowing. */
export interface Check {
  name: string;
  state: 'good' | 'note' | 'wrong';
  found: string;
  /** What to do about it. */
  cure?: string;
}

export const good = (name: string, found: string): Check => ({ name, state: 'good', found });
export const note = (name: string, found: string, cure?: string): Check => ({
  name,
  state: 'note',
  found,
  ...(cure ? { cure } : {}),
});
export const wrong = (name: string, found: string, cure: string): Check => ({ name, state: 'wrong', found, cure });
