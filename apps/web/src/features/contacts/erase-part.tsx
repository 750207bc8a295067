import { Button } from '@mantine/core';
import type { Contact, Erasure } from '@rapport/contract';
import { IconEraser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { dateOf } from '../../app/times.ts';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePeopleNeeded, usePersonName } from '../people/person-name.ts';
import { ReasonDialog } from '../retention/reason-dialog.tsx';
import { useAgain } from '../retention/use-again.ts';
import { useMay } from '../retention/use-may.ts';

interface Props {
  contact: Contact;
  /** It is gone. */
  onGone(): void;
}

const isOpen = ({ state }: Erasure): boolean => state === 'waiting' || state === 'working' || state === 'restricted';

/** It goes on by itself in seconds: what is not in the ledger yet is there in one. */
const isUnderWay = ({ state, obstacles }: Erasure): boolean =>
  state === 'working' || (state === 'restricted' && obstacles.length === 1 && obstacles[0] === 'ledger');

/** For whoever may erase: what that means, and how far a request for this contact is. */
export function ErasePart({ contact, onGone }: Props) {
  const { t } = useTranslation('contacts');
  const may = useMay('erasure.manage');
  const { data, reload } = useAnswer('erasure.list', may ? { contact: contact.id, limit: 1 } : null);
  const [asking, setAsking] = useState(false);
  const [last] = data?.items ?? [];
  useAgain(last !== undefined && isUnderWay(last), reload);
  const gone = last?.state === 'done';
  const told = useRef(onGone);
  told.current = onGone;
  useEffect(() => {
    if (gone) told.current();
  }, [gone]);
  if (!may || !data) return null;
  return (
    <section className="contact-part" aria-label={t('erase')}>
      <h3>{t('erase')}</h3>
      {last && (isOpen(last) || last.state === 'refused') && <Request erasure={last} />}
      {!(last && isOpen(last)) && (
        <>
          <p className="dim">{t('eraseLead')}</p>
          <Button size="xs" color="red" variant="outline" leftSection={<IconEraser size={14} />} onClick={() => setAsking(true)}>
            {t('eraseAsk')}
          </Button>
        </>
      )}
      {asking && <AskDialog contact={contact} onDone={reload} onClose={() => setAsking(false)} />}
    </section>
  );
}

function AskDialog({ contact, onDone, onClose }: { contact: Contact; onDone(): void; onClose(): void }) {
  const { t } = useTranslation('contacts');
  const { t: words } = useTranslation('retention');
  const client = useDoor();
  const ask = async (reason: string): Promise<void> => {
    const { state } = await client.call('erasure.ask', { contact: contact.id, reason });
    toast({ kind: 'success', text: words(state === 'waiting' ? 'eraseWaits' : 'eraseBegun') });
    onDone();
  };
  return (
    <ReasonDialog
      title={t('eraseTitle', { name: contact.name })}
      text={t('eraseIntro')}
      label={words('eraseReason')}
      button={t('eraseDo')}
      danger
      onSubmit={ask}
      onClose={onClose}
    >
      <dl className="contact-erase">
        <dt>{t('eraseGoes')}</dt>
        <dd className="contact-erase-text">{t('eraseGoesText')}</dd>
        <dt>{t('eraseStays')}</dt>
        <dd className="contact-erase-text">{t('eraseStaysText')}</dd>
        <dt>{t('eraseHeld')}</dt>
        <dd className="contact-erase-text">{t('eraseHeldText')}</dd>
      </dl>
      <div className="contact-erase-note">
        <p className="strong">{words('eraseUndo')}</p>
        <p>{words('eraseTwo')}</p>
      </div>
    </ReasonDialog>
  );
}

const stateWords = {
  waiting: 'eraseWaiting',
  working: 'eraseWorking',
  restricted: 'eraseRestricted',
  done: 'eraseWorking',
  refused: 'eraseRefused',
} as const satisfies Record<Erasure['state'], string>;
const obstacleWords = { hold: 'obstacleHold', rule: 'obstacleRule', ledger: 'obstacleLedger' } as const;

/** Who asked when, how far it is, what stands in the way. */
function Request({ erasure }: { erasure: Erasure }) {
  const { state, reason, obstacles, askedBy, askedAt } = erasure;
  const underWay = isUnderWay(erasure);
  const { t } = useTranslation('contacts');
  const { t: words } = useTranslation('retention');
  const clock = useClock();
  usePeopleNeeded([askedBy]);
  const name = usePersonName(askedBy);
  return (
    <div className="contact-erase-note" role="status">
      <p className="strong">{t(stateWords[underWay ? 'working' : state])}</p>
      <p>{reason}</p>
      {obstacles.length > 0 && !underWay && (
        <p>{words('inTheWay', { what: obstacles.map((one) => words(obstacleWords[one])).join(words('comma')) })}</p>
      )}
      <p className="dim">
        {words('erasureAsked', { name, date: dateOf(askedAt, clock) })} ·{' '}
        <Link to="/admin/erasures" search={{}} className="link">
          {t('eraseRequests')}
        </Link>
      </p>
    </div>
  );
}
