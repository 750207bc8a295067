import { type BaseRole, Fault } from '@rapport/contract';

/** Higher ranks may change lower ones. */
const rank: Record<BaseRole, number> = { owner: 3, admin: 2, member: 1, guest: 0 };

const rankOf = (roles: readonly string[]): number =>
  Math.max(0, ...roles.filter((role): role is BaseRole => role in rank).map((role) => rank[role]));

/** PE6: nobody changes a person of a higher rank, nor gives a rank above one's own. */
export function mayRank(actorRoles: readonly string[], present: BaseRole, wanted: BaseRole = present): boolean {
  const own = rankOf(actorRoles);
  return rank[present] <= own && rank[wanted] <= own;
}

/** Members and guests differ in what they may ever see, so a role of one kind cannot be given to the other unseen. */
export const kindOfRole = (role: BaseRole): 'member' | 'guest' => (role === 'guest' ? 'guest' : 'member');

export const passwordMin = 10;

/** PE3: throws `weak-password` with the reason; `about` are words a stranger would try (name, address, organization). */
export function checkPassword(password: string, about: readonly string[]): void {
  const weak = (reason: string): never => {
    throw new Fault('weak-password', { reason });
  };
  const chars = Array.from(password.toLowerCase());
  if (chars.length < passwordMin) weak(`fewer than ${passwordMin} characters`);
  if (new Set(chars).size < 5) weak('too few different characters');
  const steps = chars.slice(1).filter((char, i) => Math.abs(char.codePointAt(0)! - chars[i]!.codePointAt(0)!) <= 1).length;
  if (steps >= chars.length - 2) weak('a plain sequence');
  const text = chars.join('');
  const bare = text.replace(/[^\p{L}]/gu, '');
  for (const common of [
    'password',
    'passw',
    'qwertyuiop',
    'qwerty',
    'letmein',
    'welcome',
    'iloveyou',
    'admin',
    'rapport',
    'woaini',
  ])
    if (bare === common || bare === common.repeat(2)) weak('a common password');
  for (const word of about.flatMap((w) => [w, ...w.split(/[\s@.]+/)]).map((w) => w.toLowerCase()))
    if (word.length >= 4 && text.replace(word, '').length < 4) weak('made of your name or address');
}

export const departmentDepth = 12;
export const departmentLimit = 5_000;

interface Node {
  id: string;
  parent: string | null;
}

/** From a department up to the root, itself first. Ends even if the data held a cycle. */
export function pathUp(tree: ReadonlyMap<string, Node>, id: string): string[] {
  const path: string[] = [];
  for (let at: string | null = id; at !== null && !path.includes(at); at = tree.get(at)?.parent ?? null) path.push(at);
  return path;
}

/** A department and everything below it. */
export function subtree(tree: ReadonlyMap<string, Node>, id: string): string[] {
  return [...tree.keys()].filter((other) => pathUp(tree, other).includes(id));
}

/** PE8: a move makes no cycle and keeps the tree within its depth. */
export function checkMove(tree: ReadonlyMap<string, Node>, id: string, parent: string | null): void {
  const above = parent === null ? [] : pathUp(tree, parent);
  if (above.includes(id)) throw new Fault('conflict', { reason: 'a department cannot lie in itself' });
  const depth = pathUp(tree, id).length;
  const below = Math.max(0, ...subtree(tree, id).map((other) => pathUp(tree, other).length - depth));
  if (above.length + 1 + below > departmentDepth) throw new Fault('department-too-deep', { limit: departmentDepth });
}

/** `Firefox on Linux`: enough to know a device again, from the usual forms of user agents. */
export function deviceName(userAgent: string): string {
  const browser = /(?:MicroMessenger)/.test(userAgent)
    ? 'WeChat'
    : /Edg(?:e|A|iOS)?\//.test(userAgent)
      ? 'Edge'
      : /OPR\/|Opera/.test(userAgent)
        ? 'Opera'
        : /Firefox\/|FxiOS\//.test(userAgent)
          ? 'Firefox'
          : /Chrome\/|CriOS\/|Chromium\//.test(userAgent)
            ? 'Chrome'
            : /Safari\//.test(userAgent)
              ? 'Safari'
              : undefined;
  const system = /iPhone|iPod/.test(userAgent)
    ? 'iPhone'
    : /iPad/.test(userAgent)
      ? 'iPad'
      : /Android/.test(userAgent)
        ? 'Android'
        : /HarmonyOS|OpenHarmony/.test(userAgent)
          ? 'HarmonyOS'
          : /Windows/.test(userAgent)
            ? 'Windows'
            : /Mac OS X|Macintosh/.test(userAgent)
              ? 'macOS'
              : /CrOS/.test(userAgent)
                ? 'ChromeOS'
                : /Linux/.test(userAgent)
                  ? 'Linux'
                  : undefined;
  if (browser && system) return `${browser} on ${system}`;
  return browser ?? system ?? (/^[\w.-]{1,40}/.exec(userAgent)?.[0] || 'Unknown device');
}
