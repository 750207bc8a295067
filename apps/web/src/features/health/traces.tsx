import { Switch } from '@mantine/core';
import type { Trace } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { Section } from '../people/settings/section.tsx';

/** The last calls that were kept, each with a bar for every stretch of its way. */
export function Traces() {
  const { t } = useTranslation('health');
  const [slow, setSlow] = useState(false);
  const { data, error } = useAnswer('health.traces', { limit: 20, slow });
  const traces = data?.traces ?? [];
  return (
    <Section title={t('traces')} text={t('tracesAbout')}>
      <Switch label={t('onlySlow')} checked={slow} onChange={(event) => setSlow(event.currentTarget.checked)} />
      {error && <p role="alert">{error}</p>}
      {data && traces.length === 0 && <p className="dim">{t('noTraces')}</p>}
      <ul className="plain-list">
        {traces.map((trace) => (
          <TraceLine key={trace.id + trace.at} trace={trace} />
        ))}
      </ul>
    </Section>
  );
}

const short = (milliseconds: number): string =>
  milliseconds >= 100 ? String(Math.round(milliseconds)) : milliseconds.toFixed(milliseconds >= 10 ? 1 : 2);

const keeping = { slow: 'keptSlow', sampled: 'keptSampled', remote: 'keptRemote' } as const;
const stretches = {
  checked: 'checked',
  acted: 'acted',
  queued: 'queued',
  flight: 'flight',
  bus: 'bus',
  'fan-out': 'fanOut',
  sockets: 'sockets',
} as const;

/** A stretch of the way in words; readers of the log have names of their own. */
function nameOf(t: ReturnType<typeof useTranslation<'health'>>['t'], name: string): string {
  if (name in stretches) return t(stretches[name as keyof typeof stretches]);
  return t('readBy', { reader: name.replace(/^read by /, '') });
}

function TraceLine({ trace }: { trace: Trace }) {
  const { t } = useTranslation('health');
  const clock = useClock();
  const whole = Math.max(0.01, trace.milliseconds, ...trace.spans.map((span) => span.begun + span.milliseconds));
  const share = (milliseconds: number): string => `${Math.max(0, (milliseconds / whole) * 100)}%`;
  return (
    <li className="trace">
      <div className="trace-head">
        <span className="strong">{trace.method}</span>
        <span className="mark">{t(keeping[trace.kept])}</span>
        {trace.outcome !== 'ok' && <span className="mark">{trace.outcome}</span>}
        <span className="grow" />
        <span className="dim">{shortTimeOf(trace.at, clock)}</span>
        <span className="trace-time">{t('milliseconds', { n: short(trace.milliseconds) })}</span>
      </div>
      <ul className="plain-list">
        {trace.spans.map((span) => (
          <li key={`${span.name} ${span.begun}`} className="span">
            <span className="ellipsis">{nameOf(t, span.name)}</span>
            <span className="span-way" aria-hidden="true">
              <span
                className="span-bar"
                data-linked={span.linked || undefined}
                style={{ insetInlineStart: share(span.begun), inlineSize: share(span.milliseconds) }}
              />
            </span>
            <span className="trace-time">{t('milliseconds', { n: short(span.milliseconds) })}</span>
          </li>
        ))}
      </ul>
    </li>
  );
}
