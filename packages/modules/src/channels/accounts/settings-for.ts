import { Fault } from '@rapport/contract';
import type { ChannelAdapter } from '../adapter.ts';

/** Settings as the adapter takes them. @throws Fault `invalid-input` with the field that does not fit */
export function settingsFor(adapter: ChannelAdapter, given: unknown): unknown {
  const parsed = adapter.settings.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknownName = issue && 'keys' in issue && Array.isArray(issue.keys) ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknownName === undefined ? [] : [unknownName])];
  throw new Fault('invalid-input', {
    field: ['settings', ...path].join('/').slice(0, 200),
    reason: (issue?.message ?? 'does not fit').slice(0, 200),
  });
}
