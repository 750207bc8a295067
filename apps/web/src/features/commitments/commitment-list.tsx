import type { Commitment, Message } from '@rapport/contract';
import { useState } from 'react';
import { useAnswer, useReloadOn } from '../../app/answers.ts';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { CommitmentDialog } from './commitment-dialog.tsx';
import { CommitmentLine } from './commitment-line.tsx';

/** The commitments marked in a message, and the way to mark another. */
export function CommitmentList({ message }: { message: Message }) {
  const { t } = useTranslation('commitments');
  const { conversation, seq } = message;
  const { data, reload } = useAnswer('commitments.list', { whose: 'all', state: 'all', conversation, seq });
  useReloadOn(
    useClient((s) => s.conversations[conversation]?.ev),
    reload,
  );
  const [open, setOpen] = useState<Commitment | 'new' | null>(null);
  return (
    <section className="record-part">
      <h3>{t('title')}</h3>
      <ul className="plain-list">
        {data?.items.map((one) => (
          <CommitmentLine key={one.id} commitment={one} onChanged={reload} onEdit={() => setOpen(one)} />
        ))}
      </ul>
      {!message.recalled && (
        <button type="button" className="plain-button link-button" onClick={() => setOpen('new')}>
          {t('add')}
        </button>
      )}
      {open && (
        <CommitmentDialog
          {...(open === 'new' ? { message } : { commitment: open })}
          onDone={reload}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  );
}
