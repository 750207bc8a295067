import { Button, Checkbox } from '@mantine/core';
import type { DispositionItem } from '@rapport/contract';
import { dateOf, sizeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePersonName } from '../../people/person-name.ts';
import { itemWords, stayedWords } from './batch-state.ts';

interface Props {
  item: DispositionItem;
  /** Of its conversation. */
  name: string;
  /** Undefined: it cannot be chosen. */
  picked: boolean | undefined;
  onPick(on: boolean): void;
  onWhy(): void;
}

/** One message of a list: its place and days. */
export function ItemRow({ item, name, picked, onPick, onWhy }: Props) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const reviewer = usePersonName(item.by);
  const { seq, state, reason, by, until } = item;
  const word = t(itemWords[state], { date: until === null ? '–' : dateOf(until, clock) });
  const stayed = stayedWords[reason as keyof typeof stayedWords];
  const why = state === 'kept' && stayed ? t(stayed) : state === 'held' ? '' : reason;
  return (
    <li className="retention-item" data-state={state}>
      {picked !== undefined && (
        <Checkbox
          checked={picked}
          aria-label={t('chooseItem', { n: seq, name })}
          onChange={(e) => onPick(e.currentTarget.checked)}
        />
      )}
      <div className="grow min0">
        <p className="retention-item-facts">
          <span className="tabular">{t('messageNumber', { n: seq })}</span>
          <span className="dim">
            {t('columnSaid')} {dateOf(item.said, clock)}
          </span>
          <span className="dim">
            {t('columnDue')} {dateOf(item.dueAt, clock)}
          </span>
          <span className="dim">{sizeOf(item.bytes, clock.language)}</span>
        </p>
        {state !== 'due' && (
          <p className="admin-small">
            {word}
            {why && `${t('because')}${why}`}
            {by && <span className="dim"> · {reviewer}</span>}
          </p>
        )}
      </div>
      <Button size="xs" variant="subtle" aria-label={t('whyOfItem', { n: seq, name })} onClick={onWhy}>
        {t('whyItem')}
      </Button>
    </li>
  );
}
