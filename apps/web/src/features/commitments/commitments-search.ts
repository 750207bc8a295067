/** What the address of the page of commitments says. */
export interface CommitmentsSearch {
  whose?: 'owed' | 'all' | undefined;
  settled?: true | undefined;
}

/** Reads the address; what it does not know is dropped. */
export const commitmentsSearch = (given: { whose?: unknown; settled?: unknown }): CommitmentsSearch => ({
  ...(given.whose === 'owed' || given.whose === 'all' ? { whose: given.whose } : {}),
  ...(given.settled === true ? { settled: true } : {}),
});
