let context: AudioContext | null = null;

/** Two soft notes, made here: nothing to download. Browsers keep quiet until somebody has touched the page. */
export function chime(urgent: boolean): void {
  try {
    context ??= new AudioContext();
    const { currentTime } = context;
    const notes = urgent ? [880, 660, 880] : [660, 880];
    for (const [n, frequency] of notes.entries()) {
      const from = currentTime + n * 0.14;
      const tone = new OscillatorNode(context, { frequency, type: 'sine' });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.setValueAtTime(0, from);
      volume.gain.linearRampToValueAtTime(0.12, from + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.001, from + 0.3);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + 0.32);
    }
  } catch {
    // Where there is no sound there is none.
  }
}
