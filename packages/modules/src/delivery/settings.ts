import type { NotificationSettings, Output } from '@rapport/contract';
import type { Platform, Queryable } from '@rapport/platform';
import type { Actor } from '../people/index.ts';
import { tellAttention } from './attention-memory.ts';
import { foldWord } from './keywords.ts';
import { keywordsOf, switchesOf } from './reader.ts';
import { lockSettings, putSettings } from './writer.ts';

/** What holds until somebody changes it. */
export const builtInSwitches = {
  quietOutsideHours: false,
  push: true,
  direct: true,
  digest: true,
  digestHour: 8,
  digestExcerpts: false,
  cases: {},
} as const satisfies Omit<NotificationSettings, 'keywords'>;

async function read(q: Queryable, user: string): Promise<NotificationSettings> {
  const [switches] = await switchesOf(q, [user]);
  const { quietOutsideHours, push, direct, digest, digestHour, digestExcerpts, cases } = switches ?? builtInSwitches;
  return { keywords: await keywordsOf(q, user), quietOutsideHours, push, direct, digest, digestHour, digestExcerpts, cases };
}

export const settingsOf = async (platform: Platform, actor: Actor): Promise<Output<'delivery.settings'>> => ({
  ...(await read(platform.db, actor.user)),
  mail: platform.mailer.available,
});

export type SettingsChange = { [K in keyof NotificationSettings]?: NotificationSettings[K] | undefined };

/** The same word in another case is the same word. */
function distinct(words: readonly string[]): string[] {
  const seen = new Set<string>();
  return words.filter((word) => {
    const folded = foldWord(word);
    if (folded === '' || seen.has(folded)) return false;
    seen.add(folded);
    return true;
  });
}

export async function changeSettings(platform: Platform, actor: Actor, change: SettingsChange): Promise<NotificationSettings> {
  return platform.db.transaction(async (tx) => {
    await lockSettings(tx, actor.user);
    const before = await read(tx, actor.user);
    const after: NotificationSettings = {
      keywords: change.keywords ? distinct(change.keywords) : before.keywords,
      quietOutsideHours: change.quietOutsideHours ?? before.quietOutsideHours,
      push: change.push ?? before.push,
      direct: change.direct ?? before.direct,
      digest: change.digest ?? before.digest,
      digestHour: change.digestHour ?? before.digestHour,
      digestExcerpts: change.digestExcerpts ?? before.digestExcerpts,
      cases: change.cases ?? before.cases,
    };
    await putSettings(tx, actor.user, after);
    tellAttention(platform, tx, actor.user);
    return after;
  });
}
