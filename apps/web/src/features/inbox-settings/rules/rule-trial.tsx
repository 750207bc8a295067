import { Button, Select } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import type { Draft } from './draft.ts';

const spans = [1, 7, 30, 90];
const dayMs = 86_400_000;

interface Tried {
  answer: Output<'inbox.tryRule'>;
  /** What was tried: after a change it is an older rule's. */
  of: string;
}

/** What the rule would have done to what happened lately; nothing is changed by it. */
export function RuleTrial({ draft, whole }: { draft: Draft; whole: boolean }) {
  const { t } = useTranslation('inboxSettings');
  const client = useDoor();
  const { act, busy } = useAct();
  const [days, setDays] = useState(30);
  const [tried, setTried] = useState<Tried | null>(null);
  const { name, ...rule } = draft;
  const of = JSON.stringify([rule, days]);
  const run = (): void =>
    void act(async () => {
      const to = Date.now();
      const given = { ...rule, name: name.trim() || t('newRule') };
      const answer = await client.call('inbox.tryRule', { rule: given, from: to - days * dayMs, to });
      setTried({ answer, of });
    });
  return (
    <div>
      <div className="setting-line">
        <Select
          label={t('trialSpan')}
          allowDeselect={false}
          value={String(days)}
          data={spans.map((n) => ({ value: String(n), label: t('lastDays', { count: n }) }))}
          onChange={(next) => setDays(Number(next))}
        />
        <Button variant="default" loading={busy} disabled={!whole} onClick={run}>
          {t('tryRule')}
        </Button>
      </div>
      {tried && <Result tried={tried.answer} stale={tried.of !== of} words={(draft.conditions.words ?? []).length > 0} />}
    </div>
  );
}

interface ResultProps {
  tried: Output<'inbox.tryRule'>;
  stale: boolean;
  words: boolean;
}

function Result({ tried: { looked, would }, stale, words }: ResultProps) {
  const { t } = useTranslation('inboxSettings');
  const clock = useClock();
  return (
    <section aria-label={t('trialResult')} aria-live="polite">
      {stale && <p className="inbox-set-warning">{t('trialStale')}</p>}
      <p className="strong">{t('trialSum', { looked, count: would.length })}</p>
      {words && <p className="dim">{t('trialWords')}</p>}
      {would.length > 0 && (
        <ul className="plain-list inbox-set-days inbox-set-would">
          {would.map(({ case: id, number, ev, at }) => (
            <li key={`${id} ${ev}`}>
              <span className="tabular">{fullTimeOf(at, clock)}</span>
              <Link to="/inbox" search={{ case: id } as never} className="link">
                {t('caseNumber', { number })}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
