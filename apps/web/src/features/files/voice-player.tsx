import { IconPlayerPauseFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';
import { lengthOf } from './length.ts';
import { waveformOf } from './waveform.ts';

interface Props {
  address: string;
  /** The bytes, where they are at hand: an address of them is not to be fetched. */
  bytes?: Blob;
  /** As far as it is known before it is loaded. */
  seconds: number | undefined;
  /** Bytes. */
  size: number;
}

const bars = 40;
const speeds = [1, 1.5, 2] as const;
/** Larger ones are drawn flat: their bytes are loaded only to be heard. */
const drawnBytes = 2 * 1024 * 1024;
/** One voice at a time. */
let playing: HTMLAudioElement | null = null;

/** A voice message: play, its shape to go to any place of it, its length, and how fast. */
export function VoicePlayer({ address, bytes, seconds, size }: Props) {
  const { t } = useTranslation('timeline');
  const audio = useRef<HTMLAudioElement>(null);
  const [on, setOn] = useState(false);
  const [at, setAt] = useState(0);
  const [speed, setSpeed] = useState<(typeof speeds)[number]>(1);
  const { shape, place } = useShape(bytes ?? address, size);
  const whole = seconds && seconds > 0 ? seconds : 1;
  const toggle = (): void => {
    const player = audio.current;
    if (!player) return;
    if (!player.paused) return player.pause();
    if (playing && playing !== player) playing.pause();
    playing = player;
    player.playbackRate = speed;
    void player.play().catch(() => undefined);
  };
  const goTo = (part: number): void => {
    if (!audio.current) return;
    audio.current.currentTime = Math.max(0, Math.min(1, part)) * whole;
    setAt(audio.current.currentTime);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    goTo((at + step * 2) / whole);
  };
  const faster = (): void => {
    const next = speeds[(speeds.indexOf(speed) + 1) % speeds.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  return (
    <div className="voice" ref={place}>
      {/* biome-ignore lint/a11y/useMediaCaption: people's own recordings come without captions */}
      <audio
        ref={audio}
        src={address}
        preload="none"
        onPlay={() => setOn(true)}
        onPause={() => setOn(false)}
        onEnded={() => setAt(0)}
        onTimeUpdate={(e) => setAt(e.currentTarget.currentTime)}
      />
      <button type="button" className="voice-play" aria-label={t(on ? 'pauseVoice' : 'playVoice')} onClick={toggle}>
        {on ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </button>
      <div
        className="voice-shape"
        role="slider"
        tabIndex={0}
        aria-label={t('voicePlace')}
        aria-valuemin={0}
        aria-valuemax={Math.round(whole)}
        aria-valuenow={Math.round(at)}
        aria-valuetext={lengthOf(at)}
        onKeyDown={onKey}
        onClick={(e) => {
          const box = e.currentTarget.getBoundingClientRect();
          goTo((e.clientX - box.left) / box.width);
        }}
      >
        {shape.map((level, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          <i key={i} data-heard={i / bars < at / whole || undefined} style={{ height: `${Math.max(12, level * 100)}%` }} />
        ))}
      </div>
      <span className="tabular dim voice-length">{lengthOf(on || at > 0 ? at : (seconds ?? 0))}</span>
      <button type="button" className="voice-speed" aria-label={t('voiceSpeed', { speed })} onClick={faster}>
        {speed}×
      </button>
    </div>
  );
}

const flat: readonly number[] = Array<number>(bars).fill(0.2);

/** The shape of a recording, read once it comes into view. */
function useShape(source: string | Blob, size: number) {
  const place = useRef<HTMLDivElement>(null);
  const [shape, setShape] = useState(flat);
  useEffect(() => {
    const element = place.current;
    if (!element || size > drawnBytes) return;
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((one) => one.isIntersecting)) return;
      watcher.disconnect();
      void waveformOf(source, bars).then((found) => found && setShape(found));
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [source, size]);
  return { shape, place };
}
