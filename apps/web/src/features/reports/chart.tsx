import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../app/translation.tsx';
import { type Form, figureOf, ticksOf } from './figures.ts';

/** Values of one kind at each point; null where there is none. */
export interface Series {
  label: string;
  values: readonly (number | null)[];
}

export interface Point {
  key: string;
  /** At the axis, and read aloud. */
  short: string;
  name: string;
}

interface Props {
  label: string;
  shape: 'bars' | 'stack' | 'lines';
  form: Form;
  points: readonly Point[];
  series: readonly Series[];
}

const height = 200;
const room = { top: 10, right: 8, bottom: 24 };

/** How wide an element is drawn, as it changes. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(560);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(240, entry.contentRect.width)));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return [ref, width];
}

/** A drawing of figures over time. The arrows read it point by point; what is read, else the newest point, stands below it and is said aloud. */
export function Chart({ label, shape, form, points, series }: Props) {
  const { t, language } = useTranslation('reports');
  const [box, width] = useWidth();
  const [at, setAt] = useState<number>();
  const shown = at === undefined ? undefined : Math.min(at, points.length - 1);
  const read = shown ?? points.length - 1;
  const say = (n: number): string => {
    const values = series.map(({ label: name, values }) => {
      const value = values[n];
      return t('reading', { name, value: value == null ? t('nothing') : figureOf(value, form, language) });
    });
    return [points[n]?.name, ...values].join(' · ');
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = points.length - 1;
    const here = shown ?? (event.key === 'ArrowLeft' ? last + 1 : -1);
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(last, Math.max(0, to)));
  };
  return (
    <div className="chart" ref={box}>
      <div
        className="chart-drawing"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={points.length - 1}
        aria-valuenow={read}
        aria-valuetext={say(read)}
        onKeyDown={onKey}
        onBlur={() => setAt(undefined)}
        onPointerMove={(event) => {
          const area = event.currentTarget.getBoundingClientRect();
          const { left, inner } = frameOf(width, form, series, language);
          setAt(
            Math.min(points.length - 1, Math.max(0, Math.floor(((event.clientX - area.left - left) / inner) * points.length))),
          );
        }}
        onPointerLeave={() => setAt(undefined)}
      >
        <Drawing {...{ shape, form, points, series, width, language }} at={shown} />
      </div>
      <p className="chart-reading tabular">{say(read)}</p>
    </div>
  );
}

type Language = ReturnType<typeof useTranslation>['language'];

const highestOf = (series: readonly Series[]): number =>
  Math.max(0, ...series.flatMap(({ values }) => values.map((v) => v ?? 0)));

function frameOf(width: number, form: Form, series: readonly Series[], language: Language, highest = highestOf(series)) {
  const ticks = ticksOf(highest, form);
  const words = ticks.map((tick) => figureOf(tick, form, language, true));
  const left = 14 + Math.max(...words.map((word) => wide(word))) * 6.5;
  const [least, most] = [ticks[0]!, ticks.at(-1)!];
  const inner = width - left - room.right;
  const tall = height - room.top - room.bottom;
  const y = (value: number): number => room.top + tall * (1 - (value - least) / (most - least || 1));
  return { ticks, words, left, inner, y, least };
}

/** How many narrow letters wide a word is. */
const wide = (word: string): number => [...word].reduce((sum, letter) => sum + (letter.charCodeAt(0) > 0x2e80 ? 1.8 : 1), 0);

interface DrawingProps extends Omit<Props, 'label'> {
  width: number;
  language: Language;
  at: number | undefined;
}

function Drawing({ shape, form, points, series, width, language, at }: DrawingProps) {
  const sums = points.map((_, n) => series.reduce((sum, { values }) => sum + (values[n] ?? 0), 0));
  const frame = frameOf(width, form, series, language, shape === 'stack' ? Math.max(0, ...sums) : highestOf(series));
  const { ticks, words, left, inner, y } = frame;
  const step = inner / Math.max(1, points.length);
  const every = Math.max(1, Math.ceil((Math.max(...points.map(({ short }) => wide(short))) * 6.5 + 12) / step));
  return (
    <svg width={width} height={height} aria-hidden="true" className="chart-svg">
      {ticks.map((tick, n) => (
        <g key={tick}>
          <line className="chart-line" x1={left} x2={width - room.right} y1={y(tick)} y2={y(tick)} />
          <text x={left - 6} y={y(tick) + 4} textAnchor="end">
            {words[n]}
          </text>
        </g>
      ))}
      {at !== undefined && (
        <rect className="chart-at" x={left + at * step} y={room.top} width={step} height={height - room.top - room.bottom} />
      )}
      {points.map(({ key, short }, n) =>
        n % every === 0 ? (
          <text key={key} x={left + (n + 0.5) * step} y={height - 6} textAnchor="middle">
            {short}
          </text>
        ) : null,
      )}
      {shape === 'lines' ? <Lines {...{ series, left, step, y }} /> : <Bars {...{ shape, points, series, left, step, y }} />}
    </svg>
  );
}

interface Marks {
  series: readonly Series[];
  left: number;
  step: number;
  y(value: number): number;
}

function Bars({ shape, points, series, left, step, y }: Marks & { shape: 'bars' | 'stack'; points: readonly Point[] }) {
  const gap = Math.min(12, step * 0.25);
  const wide = shape === 'stack' ? step - gap : (step - gap) / series.length;
  return points.map(({ key }, n) => {
    let below = 0;
    return series.map(({ label, values }, s) => {
      const value = values[n] ?? 0;
      const from = shape === 'stack' ? below : 0;
      below += value;
      if (value === 0) return null;
      const x = left + n * step + gap / 2 + (shape === 'stack' ? 0 : s * wide);
      const top = y(from + value);
      return (
        <rect
          key={`${key} ${label}`}
          data-series={s}
          className="chart-bar"
          x={x}
          y={top}
          width={Math.max(1, wide - 1)}
          height={Math.max(1, y(from) - top)}
          rx={Math.min(2, wide / 4)}
        />
      );
    });
  });
}

/** What is not known is not drawn; a point that stands alone is a dot. */
function Lines({ series, left, step, y }: Marks) {
  return series.map(({ label, values }, s) => {
    const places = values.map((value, n) => (value === null ? null : ([left + (n + 0.5) * step, y(value)] as const)));
    const path = places
      .map((place, n) => (place ? `${n > 0 && places[n - 1] ? 'L' : 'M'}${place[0].toFixed(1)} ${place[1].toFixed(1)}` : ''))
      .join('');
    return (
      <g key={label} data-series={s} className="chart-path">
        <path d={path} />
        {places.map((place) => place && <circle key={place[0]} cx={place[0]} cy={place[1]} r={Math.min(3, step / 3)} />)}
      </g>
    );
  });
}
