import type { Hold, Matter } from '@rapport/contract';
import { useDoor } from '../../../app/client.tsx';
import { dateOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { ReasonDialog } from '../reason-dialog.tsx';

interface Props {
  matter: Matter;
  hold: Hold;
  onDone(): void;
  onClose(): void;
}

/** Lifts a hold, or wishes it lifted where that takes two people. */
export function LiftDialog({ matter, hold, onDone, onClose }: Props) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const clock = useClock();
  const asks = matter.twoPeople && hold.liftAskedBy === null;
  const lift = async (reason: string): Promise<void> => {
    const next = await client.call('holds.lift', { hold: hold.id, reason });
    const text =
      next.liftedAt === null ? t('liftAskedTold') : t('liftedTold', { date: dateOf(next.protectsUntil ?? next.liftedAt, clock) });
    toast({ kind: 'success', text });
    onDone();
  };
  return (
    <ReasonDialog
      title={t(asks ? 'askLiftTitle' : 'liftTitle')}
      text={t(asks ? 'askLiftText' : 'liftText')}
      label={t('liftReason')}
      button={t(asks ? 'askLift' : 'liftButton')}
      danger={!asks}
      onSubmit={lift}
      onClose={onClose}
    />
  );
}
