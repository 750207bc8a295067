import { Fault, type HandleStrength } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { contactOfHandle, seenHandleIds } from '../../contacts/index.ts';
import { type ChannelHandle, Unreadable } from '../adapter.ts';

/** Somebody at the other end, with what else the channel knows them by, or they say of themselves. */
export interface Seen {
  who: ChannelHandle;
  alias: readonly ChannelHandle[];
}

const nameOf = ({ kind, scope, value, strength }: ChannelHandle): string => JSON.stringify([kind, scope, value, strength]);

const isSure = ({ strength }: ChannelHandle): boolean => strength === ('verified' satisfies HandleStrength);

/** Whether it is enough to know who it is: what the channel knows them by besides may have to be noted. */
const isPlain = ({ alias }: Seen): boolean => !alias.some(isSure);

/** The id of a handle, made with its contact: in a transaction of its own, before the one that posts. */
async function make(platform: Platform, { who, alias }: Seen): Promise<string> {
  const { kind, value, scope, strength } = who;
  const [also, claims] = [alias.filter(isSure), alias.filter((one) => !isSure(one))];
  const seen = { kind, value, scope, strength, source: 'channel' as const, name: who.display ?? '', also, claims };
  try {
    return (await platform.db.transaction((tx) => contactOfHandle(platform, tx, seen))).handle;
  } catch (error) {
    if (error instanceof Fault && error.code === 'invalid-input')
      throw new Unreadable('Its sender has no handle that fits the kind.');
    throw error;
  }
}

/** Resolves the handles of a page: those that are known together, the others one by one, each once. */
export async function handleResolver(platform: Platform, page: readonly Seen[]): Promise<(seen: Seen) => Promise<string>> {
  const keyOf = (seen: Seen): string => JSON.stringify([nameOf(seen.who), ...seen.alias.map(nameOf)]);
  const plain = [...new Map(page.filter(isPlain).map((seen) => [keyOf(seen), seen]))];
  const ids = await seenHandleIds(
    platform.db,
    plain.map(([, { who }]) => who),
  );
  const known = new Map<string, Promise<string>>();
  for (const [i, id] of ids) known.set(plain[i]![0], Promise.resolve(id));
  return (seen) => {
    const key = keyOf(seen);
    const found = known.get(key) ?? make(platform, seen);
    known.set(key, found);
    return found;
  };
}
