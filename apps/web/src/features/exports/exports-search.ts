/** What the address of the page of exports says. */
export interface ExportsSearch {
  /** The form is open. */
  new?: true | undefined;
  /** The conversations that it begins with, with commas between. */
  in?: string | undefined;
  /** They are those of a case; the form says what else is in them. */
  ofCase?: true | undefined;
  /** Days, `2026-11-22`, both inclusive. */
  from?: string | undefined;
  until?: string | undefined;
}

const day = (given: unknown): string | undefined =>
  typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) ? given : undefined;

/** Reads the address; what it does not know is dropped. */
export function exportsSearch(given: { [K in keyof ExportsSearch]?: unknown }): ExportsSearch {
  const conversation = typeof given.in === 'string' && /^[0-9a-f-]{36}(,[0-9a-f-]{36})*$/.test(given.in) ? given.in : undefined;
  const [from, until] = [day(given.from), day(given.until)];
  return {
    ...(given.new === true ? { new: true } : {}),
    ...(conversation ? { in: conversation } : {}),
    ...(given.ofCase === true ? { ofCase: true as const } : {}),
    ...(from ? { from } : {}),
    ...(until ? { until } : {}),
  };
}
