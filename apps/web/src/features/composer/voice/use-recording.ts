import { useEffect, useRef, useState } from 'react';
import { type Recording, startRecording } from './recorder.ts';

export type RecordingState = 'asking' | 'recording' | 'done' | 'refused';

export interface RecordingDoor {
  state: RecordingState;
  /** Whole seconds so far. */
  seconds: number;
  /** The last levels, 0–1, newest last. */
  levels: readonly number[];
  /** What was recorded, once it has been stopped. */
  bytes: Blob | null;
  stop(): Promise<Blob | null>;
}

const lookEvery = 100;
const shownLevels = 48;
/** Longer is a speech: it stops by itself and waits to be heard or sent. */
export const longestSeconds = 600;

/** Records as long as it is shown; leaving it lets go of the microphone. */
export function useRecording(): RecordingDoor {
  const [state, setState] = useState<RecordingState>('asking');
  const [begun, setBegun] = useState(0);
  const [now, setNow] = useState(0);
  const [levels, setLevels] = useState<readonly number[]>([]);
  const [bytes, setBytes] = useState<Blob | null>(null);
  const recording = useRef<Recording | null>(null);

  useEffect(() => {
    let gone = false;
    startRecording().then(
      (started) => {
        if (gone) return started.discard();
        recording.current = started;
        setBegun(Date.now());
        setNow(Date.now());
        setState('recording');
      },
      () => !gone && setState('refused'),
    );
    return () => {
      gone = true;
      recording.current?.discard();
      recording.current = null;
    };
  }, []);

  const stop = async (): Promise<Blob | null> => {
    const running = recording.current;
    if (!running) return bytes;
    recording.current = null;
    const whole = await running.stop();
    setBytes(whole);
    setState('done');
    return whole;
  };
  const latest = useRef(stop);
  latest.current = stop;
  useEffect(() => {
    if (state !== 'recording') return;
    const timer = setInterval(() => {
      setNow(Date.now());
      setLevels((old) => [...old, recording.current?.level() ?? 0].slice(-shownLevels));
      if (Date.now() - begun > longestSeconds * 1000) void latest.current();
    }, lookEvery);
    return () => clearInterval(timer);
  }, [state, begun]);

  return { state, seconds: Math.floor((now - begun) / 1000), levels, bytes, stop };
}
