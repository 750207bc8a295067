/** What the address of the page of channels says: which account is set up, or what is looked at instead of the list. */
export interface ChannelsSearch {
  account?: string | undefined;
  /** A new one of this kind. */
  new?: string | undefined;
  view?: 'dead' | 'refused' | 'outbox' | undefined;
  /** Of one account only, in those views. */
  of?: string | undefined;
}

const views = ['dead', 'refused', 'outbox'] as const;
const id = /^[0-9a-f-]{36}$/;
const idOf = (value: unknown): string | undefined => (typeof value === 'string' && id.test(value) ? value : undefined);

export const channelsSearch = (given: Readonly<Record<string, unknown>>): ChannelsSearch => ({
  account: idOf(given.account),
  new: typeof given.new === 'string' && /^[a-z-]{1,30}$/.test(given.new) ? given.new : undefined,
  view: views.find((one) => one === given.view),
  of: idOf(given.of),
});
