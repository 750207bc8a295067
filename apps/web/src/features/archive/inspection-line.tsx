import { Button } from '@mantine/core';
import type { Inspection } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';
import { stateWords } from './names.ts';
import { useScopeText } from './use-names.ts';

/** One inspection: what for, at what, how it stands, and what can be done. */
export function InspectionLine({ one, acts }: { one: Inspection; acts?: ReactNode }) {
  const { t } = useTranslation('archive');
  const clock = useClock();
  const asker = usePersonName(one.askedBy);
  const decider = usePersonName(one.decidedBy);
  const scope = useScopeText(one.scope);
  const facts = [
    t('by', { name: asker }),
    ...(one.matter?.name ? [one.matter.name] : []),
    ...(one.state === 'asked' ? [t('forDays', { count: one.days })] : []),
    ...(one.state === 'open' ? [t('openUntil', { time: fullTimeOf(one.expiresAt, clock) })] : []),
    ...(one.openedAt === null ? [] : [one.decidedBy ? t('decidedBy', { name: decider }) : t('nobodyElse')]),
    ...(one.looks > 0 ? [t('looked', { count: one.looks })] : []),
  ];
  return (
    <li className="inspection" data-state={one.state}>
      <div className="grow">
        <p className="strong">{one.purpose}</p>
        <p>{scope}</p>
        <p className="dim">
          <span className="mark">{t(stateWords[one.state])}</span> {facts.join(' · ')}
          {one.reason && ` · ${one.reason}`}
        </p>
      </div>
      <div className="inspection-acts">{acts}</div>
    </li>
  );
}

/** The way into one that is open. */
export function WayInside({ one }: { one: Inspection }) {
  const { t } = useTranslation('archive');
  return (
    <Button
      size="xs"
      renderRoot={(props) => <Link {...props} to="/archive/$inspection" params={{ inspection: one.id }} search={{}} />}
    >
      {t('openIt')}
    </Button>
  );
}
