/** How loud a recording is over its length, as so many bars of 0–1; null where it cannot be read. */
export async function waveformOf(source: string | Blob, bars: number): Promise<number[] | null> {
  const kept = typeof source === 'string' ? ofAddresses.get(source) : ofRecordings.get(source);
  if (kept) return kept;
  try {
    const bytes = await (typeof source === 'string' ? await fetch(source) : source).arrayBuffer();
    // Decoding needs a context, and this one plays nothing.
    const sound = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(bytes);
    const found = barsOf(sound.getChannelData(0), bars);
    if (typeof source === 'string') ofAddresses.set(source, found);
    else ofRecordings.set(source, found);
    return found;
  } catch {
    return null;
  }
}

const ofAddresses = new Map<string, number[]>();
/** A recording that is sent or thrown away takes its bytes with it. */
const ofRecordings = new WeakMap<Blob, number[]>();

/** The loudest of each part, so that the loudest of all fills its place. */
export function barsOf(samples: Float32Array, bars: number): number[] {
  const step = Math.max(1, Math.floor(samples.length / bars));
  const found = Array.from({ length: bars }, (_, bar) => {
    let most = 0;
    for (let i = bar * step; i < Math.min(samples.length, (bar + 1) * step); i++)
      most = Math.max(most, Math.abs(samples[i] ?? 0));
    return most;
  });
  const loudest = Math.max(...found);
  return loudest > 0.01 ? found.map((level) => level / loudest) : found;
}
