import { Button, Progress } from '@mantine/core';
import type { DryRun } from '@rapport/contract';
import { dateOf, sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { useTwoByWords } from '../two-by.ts';
import { usePlaces } from '../use-places.ts';

interface Props {
  run: DryRun;
  /** Held against rules that are not in effect any more. */
  stale: boolean;
  onAgain(): void;
}

/** What a draft would make due: under way, or found. */
export function DryRunView({ run, stale, onAgain }: Props) {
  const { t } = useTranslation('retention');
  const again = (
    <Button size="xs" variant="default" onClick={onAgain}>
      {t('tryAgain')}
    </Button>
  );
  if (run.state === 'running') {
    const share = run.total === 0 ? 0 : (run.done / run.total) * 100;
    return (
      <div className="admin-note" role="status">
        <p>{t('dryRunning', { done: run.done, total: run.total })}</p>
        <Progress value={share} size="sm" mt={6} aria-label={t('dryRun')} />
      </div>
    );
  }
  if (run.state === 'failed')
    return (
      <div className="admin-note" role="alert">
        <p>{t('dryFailed')}</p>
        {again}
      </div>
    );
  return (
    <div className="admin-note dry-run">
      <Found run={run} />
      {stale && (
        <>
          <p className="danger-text">{t('dryStale')}</p>
          {again}
        </>
      )}
    </div>
  );
}

function Found({ run }: { run: DryRun }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const { messages, bytes, oldest, conversations, more, reviews, twoBy } = run;
  const why = useTwoByWords();
  const places = usePlaces(conversations.map(({ conversation }) => conversation));
  return (
    <>
      <p className="strong">{t('wouldBeDue', { count: messages })}</p>
      {messages > 0 && (
        <p>
          {t('wouldBeDueFacts', {
            size: sizeOf(bytes, clock.language),
            date: oldest === null ? '–' : dateOf(oldest, clock),
          })}
        </p>
      )}
      {messages > 0 && twoBy.length > 0 && <p>{t('dryTwo', { why: why(twoBy) })}</p>}
      {reviews > 0 && <p>{t('wouldBeReviewed', { count: reviews })}</p>}
      <p className="dim admin-small">{t('dryExcept')}</p>
      {conversations.length > 0 && (
        <details>
          <summary>{t('inConversations', { count: conversations.length })}</summary>
          <table className="retention-table">
            <thead>
              <tr>
                <th scope="col">{t('conversation')}</th>
                <th scope="col">{t('messages')}</th>
                <th scope="col">{t('size')}</th>
              </tr>
            </thead>
            <tbody>
              {conversations.map((one) => (
                <tr key={one.conversation}>
                  <td>{places.nameOf(one.conversation)}</td>
                  <td className="tabular">{one.messages}</td>
                  <td className="tabular">{sizeOf(one.bytes, clock.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {more && <p className="dim">{t('andOthers')}</p>}
        </details>
      )}
    </>
  );
}
