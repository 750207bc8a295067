import { Fault } from '@rapport/contract';

/** Deeper nesting than this is no input of ours; recursion over it would end the call in an accident. */
const maxDepth = 64;

/** Whether a JSON text nests deeper than anything the contract takes. Looks at brackets outside strings only. */
function nestsTooDeep(text: string): boolean {
  if (text.length <= 2 * maxDepth) return false;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      if (++depth > maxDepth) return true;
    } else if (char === 0x5d || char === 0x7d) depth--;
  }
  return false;
}

/** Parses JSON of bounded depth; throws `invalid-json` otherwise. */
export function parseJson(text: string): unknown {
  if (nestsTooDeep(text)) throw new Fault('invalid-json');
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('invalid-json');
  }
}

/**
 * Refuses what PostgreSQL cannot keep: a NUL or half a surrogate pair in any text of an input that was validated otherwise.
 * `invalid-input` names the field.
 */
export function requireStorable(value: unknown, path: readonly string[] = []): void {
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Fault('invalid-input', { field: path.join('/') || '(body)', reason: 'nul-character' });
    if (!value.isWellFormed())
      throw new Fault('invalid-input', { field: path.join('/') || '(body)', reason: 'half a surrogate pair' });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, one] of Object.entries(value)) requireStorable(one, [...path, key]);
  }
}
