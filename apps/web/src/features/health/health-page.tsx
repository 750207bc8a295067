import { Button } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import { useAnswer } from '../../app/answers.ts';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { Section } from '../people/settings/section.tsx';
import '../people/settings/settings.css';
import './health.css';
import { Statements } from './statements.tsx';
import { Traces } from './traces.tsx';

type Check = Output<'health.checks'>['checks'][number];

const icons = { wrong: IconAlertTriangle, note: IconInfoCircle, good: IconCircleCheck };

/** What is wrong with the house and how it is mended, for its administrators. */
export function HealthPage() {
  const { t } = useTranslation('health');
  return (
    <div className="reading-page wide-page">
      <h1>{t('title')}</h1>
      <Checks />
      <Traces />
      <Statements />
    </div>
  );
}

function Checks() {
  const { t, language } = useTranslation('health');
  const clock = useClock();
  const { data, error, loading, reload } = useAnswer('health.checks', { language });
  const of = (state: Check['state']): Check[] => data?.checks.filter((check) => check.state === state) ?? [];
  const [wrong, notes, good] = [of('wrong'), of('note'), of('good')];
  return (
    <Section title={data ? summary(t, wrong.length, notes.length) : t('looking')} text={t('about')}>
      {error && <p role="alert">{error}</p>}
      <ul className="plain-list health-list" aria-busy={loading}>
        {[...wrong, ...notes].map((check) => (
          <CheckLine key={check.finding + check.found} check={check} />
        ))}
      </ul>
      {good.length > 0 && (
        <details className="health-good">
          <summary>{t('goodOnes', { count: good.length })}</summary>
          <ul className="plain-list health-list">
            {good.map((check) => (
              <CheckLine key={check.finding + check.found} check={check} />
            ))}
          </ul>
        </details>
      )}
      <div className="health-end">
        <Button variant="light" onClick={reload} loading={loading && data !== undefined}>
          {t('again')}
        </Button>
        {data && (
          <span className="dim">
            {t('node', {
              node: data.node.slice(-6),
              address: data.address,
              version: data.version,
              time: fullTimeOf(data.at, clock),
            })}
          </span>
        )}
      </div>
    </Section>
  );
}

function summary(t: ReturnType<typeof useTranslation<'health'>>['t'], wrong: number, notes: number): string {
  const parts = [
    ...(wrong > 0 ? [t('wrongCount', { count: wrong })] : []),
    ...(notes > 0 ? [t('noteCount', { count: notes })] : []),
  ];
  return parts.length > 0 ? parts.join(' · ') : t('allWell');
}

function CheckLine({ check: { state, title, found, cure } }: { check: Check }) {
  const { t } = useTranslation('health');
  const Icon = icons[state];
  return (
    <li className="health-line" data-state={state}>
      <Icon size={20} role="img" aria-label={t(state)} />
      <div className="min0">
        <span className="strong">{title}</span> <span className="health-found">{found}</span>
        {cure && <p className="health-cure">{cure}</p>}
      </div>
    </li>
  );
}
