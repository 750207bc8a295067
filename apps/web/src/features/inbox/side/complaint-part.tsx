import type { CasePane } from '@rapport/contract';
import { dueTimeOf, shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../../people/person-name.ts';
import { stepsOf, stepWords } from '../acts/complaint-dialog.tsx';

const stages = {
  received: 'stageReceived',
  acknowledged: 'stageAcknowledged',
  answered: 'stageAnswered',
  objected: 'stageObjected',
  settled: 'stageSettled',
} as const;

/** Where a complaint is, what is owed next and by when. */
export function ComplaintPart({ one, onStep }: { one: CasePane; onStep(): void }) {
  const { t } = useTranslation('inbox');
  const clock = useClock();
  const { complaint } = one;
  const by = usePersonName(complaint?.answeredBy ?? null);
  usePeopleNeeded(complaint?.answeredBy ? [complaint.answeredBy] : []);
  if (!complaint) return null;
  const { stage, acknowledgeBy, answerBy, receivedAt, answeredAt, outcome } = complaint;
  const owed = stage === 'received' ? acknowledgeBy : stage === 'acknowledged' || stage === 'objected' ? answerBy : undefined;
  const [next] = stepsOf(complaint);
  return (
    <section className="case-complaint">
      <h3>{t(one.kind === 'objection' ? 'objection' : 'complaint')}</h3>
      <dl className="case-facts">
        <dt>{t('stage')}</dt>
        <dd>{t(stages[stage])}</dd>
        <dt>{t('receivedOn')}</dt>
        <dd>{shortTimeOf(receivedAt, clock)}</dd>
        {owed !== undefined && (
          <div className="case-promise" data-late={owed < clock.now || undefined}>
            <dt>{t(stage === 'received' ? 'acknowledgeBy' : 'answerBy')}</dt>
            <dd>{dueTimeOf(owed, clock)}</dd>
          </div>
        )}
        {answeredAt !== undefined && (
          <>
            <dt>{t('answeredOn')}</dt>
            <dd>{t('answeredBy', { time: shortTimeOf(answeredAt, clock), name: by })}</dd>
          </>
        )}
      </dl>
      {outcome && <p className="case-outcome">{outcome}</p>}
      <button type="button" className="link-button" onClick={onStep}>
        {t(stepWords[next!])}…
      </button>
    </section>
  );
}
