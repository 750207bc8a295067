/** A recording under way. */
export interface Recording {
  /** How loud it is at this moment, 0–1. */
  level(): number;
  /** Ends it and answers what was recorded. */
  stop(): Promise<Blob>;
  /** Ends it and keeps nothing. */
  discard(): void;
}

/** What browsers record, the smallest first; each of them is a sound the house knows. */
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

export const canRecord = (): boolean => typeof MediaRecorder !== 'undefined' && Boolean(navigator.mediaDevices?.getUserMedia);

function meterOf(stream: MediaStream): { level(): number; end(): void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getByteTimeDomainData(samples);
      const loudest = samples.reduce((most, value) => Math.max(most, Math.abs(value - 128)), 0);
      return Math.min(1, loudest / 96);
    },
    end: () => void context.close(),
  };
}

/** Asks for the microphone and begins to record. Rejects when it may not, or there is none. */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  const type = types.find((one) => MediaRecorder.isTypeSupported(one));
  const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: 32_000 });
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => void parts.push(event.data);
  const meter = meterOf(stream);
  const end = (): void => {
    meter.end();
    for (const track of stream.getTracks()) track.stop();
  };
  recorder.start(1000);
  return {
    level: meter.level,
    stop: () =>
      new Promise((resolve) => {
        recorder.onstop = () => {
          end();
          resolve(new Blob(parts, { type: recorder.mimeType.split(';')[0] || 'audio/webm' }));
        };
        recorder.stop();
      }),
    discard: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      end();
    },
  };
}
