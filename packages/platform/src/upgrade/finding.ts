/** One thing that a preflight looked at. `wrong` stands in the way of an upgrade; `note` is worth knowing. */
export interface Finding {
  name: string;
  state: 'good' | 'note' | 'wrong';
  found: string;
  /** What to do about it. */
  cure?: string;
}

export const good = (name: string, found: string): Finding => ({ name, state: 'good', found });
export const note = (name: string, found: string, cure?: string): Finding => ({
  name,
  state: 'note',
  found,
  ...(cure ? { cure } : {}),
});
export const wrong = (name: string, found: string, cure: string): Finding => ({ name, state: 'wrong', found, cure });

const marks: Record<Finding['state'], string> = { good: '✓', note: '·', wrong: '✗' };

/** A finding as one line for people. */
export const findingLine = ({ state, name, found, cure }: Finding): string =>
  `  ${marks[state]} ${name}: ${found}${cure ? ` → ${cure}` : ''}`;
