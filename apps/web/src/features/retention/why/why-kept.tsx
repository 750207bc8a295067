import { Button } from '@mantine/core';
import type { Explanation } from '@rapport/contract';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { useMay } from '../use-may.ts';
import { Explained } from './explained.tsx';

/** In a record's card, for those who decide how long things are kept: asked by a press. */
export function WhyKept({ conversation, seq }: { conversation: string; seq: number }) {
  const { t } = useTranslation('retention');
  const client = useDoor();
  const { act, busy } = useAct();
  const [told, setTold] = useState<Explanation>();
  const [mayDraw, mayApprove, mayErase] = [useMay('retention.manage'), useMay('retention.approve'), useMay('erasure.manage')];
  const ask = async (): Promise<void> => {
    const answer = await act(() => client.call('retention.explain', { conversation: conversation as never, seq }));
    if (answer) setTold(answer);
  };
  if (!mayDraw && !mayApprove && !mayErase) return null;
  return (
    <section className="record-part" aria-label={t('whyTitle')}>
      <h3>{t('whyTitle')}</h3>
      {told && <Explained told={told} />}
      <p className="record-acts">
        {!told && (mayDraw || mayApprove) && (
          <Button size="xs" variant="default" loading={busy} onClick={() => void ask()}>
            {t('whyAsk')}
          </Button>
        )}
        {mayErase && told?.state !== 'erased' && (
          <Link to="/admin/erasures" search={{ message: `${conversation}/${seq}` }} className="link">
            {t('whyEraseThis')}
          </Link>
        )}
      </p>
    </section>
  );
}
