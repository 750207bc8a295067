/** What this browser keeps of a visit. A site in a frame may find its storage shut: then a visit lasts as long as the page. */
const held = new Map<string, string>();

export function recall(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return held.get(key);
  }
}

export function keep(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === undefined) held.delete(key);
    else held.set(key, value);
  }
}
