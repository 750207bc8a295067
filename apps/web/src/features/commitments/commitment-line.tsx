import { Button } from '@mantine/core';
import type { Commitment } from '@rapport/contract';
import { IconCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAct } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { languageOfText } from '../../app/text-language.ts';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import { usePersonName } from '../people/person-name.ts';
import { useDueWords } from './due-day.ts';
import { askDue } from './told-due.ts';
import './commitments.css';

interface Props {
  commitment: Commitment;
  /** Where it stands, for lists over several places. */
  place?: ReactNode;
  onChanged?(now: Commitment): void;
  /** Absent where it is only settled. */
  onEdit?(): void;
}

/** A commitment with what can be done about it. */
export function CommitmentLine({ commitment, place, onChanged, onEdit }: Props) {
  const { t } = useTranslation('commitments');
  const client = useDoor();
  const { act, busy } = useAct();
  const due = useDueWords()(commitment);
  const { id, what, debtor, creditor, state, conversation, seq } = commitment;
  const settle = (next: Commitment['state']): void =>
    void act(async () => {
      const now = await client.call('commitments.settle', { commitment: id, state: next });
      onChanged?.(now);
      askDue(client);
    });
  return (
    <li className="commitment" data-state={state}>
      <div className="min0 grow">
        <p className="commitment-what" lang={languageOfText(what)}>
          {what}
        </p>
        <p className="commitment-about">
          <span>{t('between', { debtor: debtor.name, creditor: creditor.name })}</span>
          <span className={due.late ? 'commitment-late' : undefined}>{due.text}</span>
          {place}
          <Link to="/c/$conversation/$seq" params={{ conversation, seq: String(seq) }} search={{}} className="link">
            {t('show')}
          </Link>
          <Link to="/records/$conversation/$seq" params={{ conversation, seq: String(seq) }} search={{}} className="link">
            {t('proof')}
          </Link>
        </p>
        {commitment.settled && <Settled commitment={commitment} />}
      </div>
      <div className="commitment-acts">
        {state === 'open' ? (
          <>
            <Button
              size="compact-sm"
              variant="default"
              data-act="kept"
              leftSection={<IconCheck size={14} />}
              disabled={busy}
              onClick={() => settle('kept')}
            >
              {t('kept')}
            </Button>
            <Button size="compact-sm" variant="subtle" disabled={busy} onClick={() => settle('dropped')}>
              {t('dropped')}
            </Button>
            {onEdit && (
              <Button size="compact-sm" variant="subtle" onClick={onEdit}>
                {t('changeShort')}
              </Button>
            )}
          </>
        ) : (
          <Button size="compact-sm" variant="subtle" disabled={busy} onClick={() => settle('open')}>
            {t('reopen')}
          </Button>
        )}
      </div>
    </li>
  );
}

function Settled({ commitment: { settled, state } }: { commitment: Commitment }) {
  const { t } = useTranslation('commitments');
  const clock = useClock();
  const name = usePersonName(settled?.by ?? null);
  if (!settled) return null;
  const told = { name, time: fullTimeOf(settled.at, clock) };
  return (
    <p className="dim commitment-settled">
      {state === 'kept' ? t('isKept', told) : t('isDropped', told)}
      {settled.note && ` · ${settled.note}`}
    </p>
  );
}
