import { Select } from '@mantine/core';
import type { InboxRule, Output } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useDoor } from '../../../app/client.tsx';
import { MoreButton } from '../../../app/more-button.tsx';
import { usePages } from '../../../app/pages.ts';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';

type Run = Output<'inbox.ruleRuns'>['items'][number];

const outcomes = { done: 'runDone', failed: 'runFailed', loop: 'runLoop' } as const;

/** What rules did, newest first. */
export function RuleRuns({ rules }: { rules: readonly InboxRule[] }) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const clock = useClock();
  const [rule, setRule] = useState('');
  const pages = usePages<Run>(rule, (cursor) =>
    client.call('inbox.ruleRuns', { limit: 20, ...(rule ? { rule } : {}), ...(cursor ? { cursor } : {}) }),
  );
  const nameOf = (id: string): string => rules.find((one) => one.id === id)?.name ?? '';
  return (
    <section aria-label={t('runs')}>
      <div className="admin-title-line inbox-set-second">
        <h2 className="grow">{t('runs')}</h2>
        <Select
          aria-label={t('whichRule')}
          allowDeselect={false}
          value={rule}
          data={[{ value: '', label: t('allRules') }, ...rules.map(({ id, name }) => ({ value: id, label: name }))]}
          onChange={(next) => setRule(next ?? '')}
        />
      </div>
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.loaded && !pages.error && pages.items.length === 0 && <p className="admin-note">{t('noRuns')}</p>}
      <ul className="plain-list inbox-set-days">
        {pages.items.map((run) => (
          <li key={run.id}>
            <span className="tabular">{fullTimeOf(run.at, clock)}</span>
            <Link to="/inbox" search={{ case: run.case } as never} className="link">
              {t('caseNumber', { number: run.number })}
            </Link>
            <span className="grow">{nameOf(run.rule)}</span>
            <span className={run.outcome === 'done' ? 'dim' : 'inbox-set-warning'}>
              {run.outcome in outcomes ? t(outcomes[run.outcome as keyof typeof outcomes]) : run.outcome}
            </span>
          </li>
        ))}
      </ul>
      <MoreButton more={pages.more} loading={pages.loading} />
    </section>
  );
}
