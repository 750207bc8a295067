import { Button, Stack } from '@mantine/core';
import type { Erasure } from '@rapport/contract';
import { IconMessage, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { dateOf } from '../../../app/times.ts';
import { toast } from '../../../app/toasts.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { usePersonName } from '../../people/person-name.ts';
import { useTwoByWords } from '../two-by.ts';
import { useMay, useMyId } from '../use-may.ts';
import type { Places } from '../use-places.ts';

const stateWords = {
  waiting: 'erasureWaiting',
  working: 'erasureWorking',
  restricted: 'erasureRestricted',
  done: 'erasureDone',
  refused: 'erasureRefused',
} as const satisfies Record<Erasure['state'], string>;
const willErase = {
  message: 'willEraseMessage',
  parts: 'willEraseMessage',
  person: 'willErasePerson',
  contact: 'willEraseContact',
} as const;
const obstacleWords = { hold: 'obstacleHold', rule: 'obstacleRule', ledger: 'obstacleLedger' } as const;

interface Props {
  erasure: Erasure;
  places: Places;
  onChange(next: Erasure): void;
  onRead(): void;
}

/** One request: what, by whom, how far, and what stands in the way. */
export function ErasureLine({ erasure, places, onChange, onRead }: Props) {
  const { t } = useTranslation('retention');
  const why = useTwoByWords();
  const mayHold = useMay('holds.manage');
  const { state, kind, erased, restricted, obstacles, reason } = erasure;
  const name = useErasureName(erasure, places);
  const Icon = kind === 'person' || kind === 'contact' ? IconUser : IconMessage;
  const readable = mayHold && state === 'restricted' && kind === 'message' && obstacles.includes('hold');
  return (
    <li className="retention-line">
      <Icon size={18} aria-hidden />
      <div className="grow min0">
        <p className="name-line">
          <span className="strong">{name}</span>
          <span className="retention-mark" data-state={state}>
            {t(stateWords[state])}
          </span>
        </p>
        <p className="retention-prose">{reason}</p>
        {erased > 0 && <p>{t('erasedCount', { count: erased })}</p>}
        {restricted > 0 && <p>{t('restrictedCount', { count: restricted })}</p>}
        {obstacles.length > 0 && (
          <p className="retention-warning">
            {t('inTheWay', { what: obstacles.map((one) => t(obstacleWords[one])).join(t('comma')) })}
          </p>
        )}
        {state === 'waiting' && erasure.twoBy.length > 0 && <p>{t('erasureTwo', { why: why(erasure.twoBy) })}</p>}
        <Story erasure={erasure} />
        {readable && (
          <button type="button" className="link-button" onClick={onRead}>
            {t('readHeld')}
          </button>
        )}
      </div>
      {state === 'waiting' && <Decision erasure={erasure} name={name} onChange={onChange} />}
    </li>
  );
}

function useErasureName({ kind, conversation, seq, user, parts }: Erasure, places: Places): string {
  const { t } = useTranslation('retention');
  const person = usePersonName(user);
  if (kind === 'person') return t('erasureOfPerson', { name: person });
  if (kind === 'contact') return t('erasureOfContact');
  const where = { n: seq ?? 0, name: places.nameOf(conversation ?? '') };
  return kind === 'parts' ? t('erasureOfParts', { ...where, count: parts?.length ?? 0 }) : t('erasureOfMessage', where);
}

function Story({ erasure }: { erasure: Erasure }) {
  const { t } = useTranslation('retention');
  const clock = useClock();
  const [asker, decider] = [usePersonName(erasure.askedBy), usePersonName(erasure.approvedBy)];
  const { state, approvedBy, endedAt } = erasure;
  return (
    <p className="dim admin-small">
      {t('erasureAsked', { name: asker, date: dateOf(erasure.askedAt, clock) })}
      {approvedBy && ` · ${t(state === 'refused' ? 'erasureRefusedBy' : 'erasureApproved', { name: decider })}`}
      {endedAt !== null && ` · ${t('erasureEnded', { date: dateOf(endedAt, clock) })}`}
    </p>
  );
}

function Decision({ erasure, name, onChange }: { erasure: Erasure; name: string; onChange(next: Erasure): void }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const mine = useMyId() === erasure.askedBy;
  const [approving, setApproving] = useState(false);
  const decide = (refuse: boolean): void =>
    void act(async () => {
      const next = await client.call('erasure.approve', { erasure: erasure.id, refuse });
      toast({ kind: 'success', text: t(refuse ? 'erasureRefusedTold' : 'erasureApprovedTold') });
      setApproving(false);
      onChange(next);
    });
  return (
    <div className="retention-decision">
      {mine ? (
        <span className="dim admin-small">{t('erasureNeedsOther')}</span>
      ) : (
        <Button size="xs" aria-label={t('approveErasureOf', { name })} onClick={() => setApproving(true)}>
          {t('approveErasure')}
        </Button>
      )}
      <Button size="xs" variant="default" loading={busy} aria-label={t('refuseErasureOf', { name })} onClick={() => decide(true)}>
        {t(mine ? 'takeErasureBack' : 'refuseErasure')}
      </Button>
      {approving && (
        <Dialog onClose={() => setApproving(false)} title={t('approveErasureTitle')}>
          <Stack>
            <p className="strong">{name}</p>
            <p>{t(willErase[erasure.kind])}</p>
            <p className="admin-note">{t('eraseUndo')}</p>
            <DialogFoot onCancel={() => setApproving(false)}>
              <Button color="red" loading={busy} onClick={() => decide(false)}>
                {t('approveErasure')}
              </Button>
            </DialogFoot>
          </Stack>
        </Dialog>
      )}
    </div>
  );
}
