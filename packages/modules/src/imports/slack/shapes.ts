/** Reading foreign JSON without trusting it: every accessor answers undefined instead of throwing. */

export type Json = Record<string, unknown>;

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(from: Json | undefined, key: string): string | undefined {
  const value = from?.[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? withoutNul(value) : undefined;
}

/** PostgreSQL holds no NUL, and no name or id needs one. */
function withoutNul(value: string): string {
  return value.includes('\0') ? value.replaceAll('\0', '') : value;
}

export function flag(from: Json | undefined, key: string): boolean {
  return from?.[key] === true;
}

export function number(from: Json | undefined, key: string): number | undefined {
  const value = from?.[key];
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof parsed === 'number' && Number.isFinite(parsed) ? parsed : undefined;
}

export function object(from: Json | undefined, key: string): Json | undefined {
  const value = from?.[key];
  return isJson(value) ? value : undefined;
}

export function objects(from: Json | undefined, key: string): Json[] {
  const value = from?.[key];
  return Array.isArray(value) ? value.filter(isJson) : [];
}

export function strings(from: Json | undefined, key: string): string[] {
  const value = from?.[key];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string').map(withoutNul) : [];
}

/** Slack's `"1517436010.000936"` → microseconds. Exact: no floating point on the way. */
export function slackMicros(ts: unknown): number | undefined {
  const match = /^(\d{1,11})(?:\.(\d{1,6}))?\d*$/.exec(typeof ts === 'number' ? String(ts) : typeof ts === 'string' ? ts : '');
  if (!match) return undefined;
  return Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'));
}

/** Unix seconds (number or string; Slack's exports write both) → microseconds; 0 means "never". */
export function secondsMicros(value: unknown): number | undefined {
  const micros = slackMicros(value);
  return micros === 0 ? undefined : micros;
}
