import type { CustomerPlace, Output } from '@rapport/contract';
import { useEffect, useState } from 'react';
import { useDoor } from '../../app/client.tsx';
import { shortTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { reasonWords } from './reason-names.ts';

type Verdict = Output<'policy.ask'>;

/** What stands in the way of writing to the customer now, or how long and how often one may; null where there is nothing to say. */
export function useLeave(
  { account, handle }: CustomerPlace,
  seq: number,
  wanted: boolean,
  template: string | null,
): string | null {
  const client = useDoor();
  const clock = useClock();
  const { t } = useTranslation('customers');
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  // What was said moves windows and quotas.
  useEffect(() => {
    if (!wanted || seq < 0) return;
    let over = false;
    client.call('policy.ask', { account, handle, ...(template ? { template } : {}) }).then(
      (answer) => !over && setVerdict(answer),
      () => !over && setVerdict(null),
    );
    return () => {
      over = true;
    };
  }, [client, account, handle, seq, wanted, template]);
  if (!verdict) return null;
  const { allowed, because, nextAllowedAt, by, window: open } = verdict;
  if (!allowed) {
    const next = nextAllowedAt === undefined ? [] : [t('nextAt', { time: shortTimeOf(nextAllowedAt, clock) })];
    return [t('notNow', { reason: t(reasonWords[because ?? 'account-off']) }), ...next].join(' · ');
  }
  if (by === 'member') return t('byMember');
  if (!open) return null;
  const left = open.left === null ? [] : [t('windowCount', { count: open.left })];
  return [t('windowLeft', { time: shortTimeOf(open.endsAt, clock) }), ...left].join(' · ');
}
