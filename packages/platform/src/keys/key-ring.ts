/** Master keys by number, 1 to 255. A stored key begins with the number of the one that it is wrapped under. */
export type KeyRing = ReadonlyMap<number, Buffer>;

export const keyLength = 32;
export const mostKeys = 255;

/** Thrown where a text holds no master keys; `reason` says what is wrong, and nothing of a key. */
export class KeyRingError extends Error {
  override name = 'KeyRingError';
}

function keyIn(text: string): Buffer {
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyLength || key.toString('base64') !== text)
    throw new KeyRingError(`a key has ${key.length} bytes instead of ${keyLength}, in base64`);
  return key;
}

/** Reads `NUMBER:KEY` (base64), one a line or with commas between; a key alone is number 1, as it was before there could be several. */
export function parseKeyRing(text: string): KeyRing {
  const ring = new Map<number, Buffer>();
  for (const one of text.split(/[\n,]/)) {
    const line = one.trim();
    if (line === '') continue;
    const [, given = '1', key = ''] = /^(?:(\d{1,3}):)?(\S+)$/.exec(line) ?? [];
    const number = Number(given);
    if (number < 1 || number > mostKeys)
      throw new KeyRingError(`a key has the number ${given}; numbers go from 1 to ${mostKeys}`);
    if (ring.has(number)) throw new KeyRingError(`there are two keys of number ${number}`);
    ring.set(number, keyIn(key));
  }
  if (ring.size === 0) throw new KeyRingError('there is no key');
  return ring;
}

/** As it is kept: key 1 alone as before there could be several. */
export function formatKeyRing(ring: KeyRing): string {
  const [first] = ring.keys();
  const lines = [...ring].map(([number, key]) => {
    const text = key.toString('base64');
    return ring.size === 1 && first === 1 ? text : `${number}:${text}`;
  });
  return `${lines.join('\n')}\n`;
}

export const newestIn = (ring: KeyRing): number => Math.max(...ring.keys());
