const han = /\p{Script=Han}/gu;
/** 先生, 女士, 小姐, 太太, 老师, as customers call themselves; it tells nobody apart. */
const courtesy = /(?<=\p{Script=Han})(\u5148\u751f|\u5973\u58eb|\u5c0f\u59d0|\u592a\u592a|\u8001\u5e08)$/u;

/** What an avatar shows: the last two characters of a Chinese name without “先生”, the initials of another. */
export function initialsOf(name: string): string {
  const trimmed = name.trim().replace(courtesy, '');
  const chinese = trimmed.match(han);
  if (chinese && chinese.length >= 2) return chinese.slice(-2).join('');
  if (chinese?.[0]) return chinese[0];
  const words = trimmed.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toUpperCase();
}

/** A stable hue (0–359) from an id: the same person has the same colour everywhere. */
export function hueOf(id: string): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) {
    hash ^= id.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  // Twenty-four steps: neighbours on the wheel stay told apart.
  return ((hash >>> 0) % 24) * 15;
}
