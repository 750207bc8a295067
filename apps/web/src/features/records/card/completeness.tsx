import { Button } from '@mantine/core';
import type { Output } from '@rapport/contract';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { fullTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import './card.css';

type Found = Output<'records.completeness'>;

/** Whether everything that happened in a conversation stands in the ledger: asked by a press, as the house looks at each leaf. */
export function ConversationCompleteness({ conversation }: { conversation: string }) {
  const { t } = useTranslation('records');
  const client = useDoor();
  const { act, busy } = useAct();
  const [found, setFound] = useState<{ of: string; answer: Found }>();
  const check = async (): Promise<void> => {
    const answer = await act(() => client.call('records.completeness', { conversation: conversation as never }));
    if (answer) setFound({ of: conversation, answer });
  };
  return (
    <>
      {found?.of === conversation && <Facts found={found.answer} />}
      <p>
        <Button size="xs" variant="default" loading={busy} onClick={() => void check()}>
          {t('checkCompleteness')}
        </Button>
      </p>
    </>
  );
}

function Facts({ found }: { found: Found }) {
  const { t } = useTranslation('records');
  const clock = useClock();
  const { events, leaves, gaps, census, first, last, checked } = found;
  const state = gaps.length > 0 ? 'gaps' : leaves < events ? 'onTheWay' : 'complete';
  return (
    <dl className="record-facts" data-state={state}>
      <div>
        <dt>{t('completeness')}</dt>
        <dd>
          {state === 'gaps' && (
            <span className="record-wrong">
              {t('hasGaps', { gaps: gaps.map((g) => (g.from === g.to ? g.from : `${g.from}–${g.to}`)).join(', ') })}
            </span>
          )}
          {state === 'onTheWay' && t('onTheWay', { leaves, events })}
          {state === 'complete' && t('complete', { count: events })}
          {checked < leaves && <span className="dim"> · {t('checkedNewest', { n: checked })}</span>}
        </dd>
      </div>
      {first && last && (
        <div>
          <dt>{t('span')}</dt>
          <dd className="tabular">{t('spanOf', { first: fullTimeOf(first.at, clock), last: fullTimeOf(last.at, clock) })}</dd>
        </div>
      )}
      <div>
        <dt>{t('census')}</dt>
        <dd className="tabular">
          {census ? t('censusAt', { time: fullTimeOf(census.at, clock), n: census.ev }) : t('censusNone')}
        </dd>
      </div>
    </dl>
  );
}
