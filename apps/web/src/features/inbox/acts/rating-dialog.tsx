import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { copyText } from '../../../app/copy.ts';
import { Dialog, DialogFoot } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { CaseDialogProps } from './dialog-props.ts';

/** A link by which the contact says how it went: put into the answer, or taken elsewhere. */
export function RatingDialog({ one, acts, inboxes, onClose, write }: CaseDialogProps) {
  const { t } = useTranslation('inbox');
  const client = useDoor();
  const { act, busy } = useAct();
  const usual = inboxes.find(({ id }) => id === one.inboxes[0])?.settings.rating ?? 'csat';
  const [scale, setScale] = useState<'csat' | 'nps'>(usual);
  const make = async (use: (url: string) => void): Promise<void> => {
    const made = await act(() => client.call('cases.askRating', { case: one.id, scale }));
    if (!made) return;
    acts.refresh();
    onClose();
    requestAnimationFrame(() => use(made.url));
  };
  return (
    <Dialog title={t('ratingTitle')} onClose={onClose}>
      <div className="case-form">
        <p className="dim">{t('ratingText')}</p>
        <SegmentedControl
          aria-label={t('ratingScale')}
          value={scale}
          onChange={(value) => setScale(value as typeof scale)}
          data={[
            { value: 'csat', label: t('csat') },
            { value: 'nps', label: t('nps') },
          ]}
        />
        <DialogFoot onCancel={onClose}>
          <Button variant="default" loading={busy} onClick={() => void make((url) => void copyText(url, t('linkCopied')))}>
            {t('copyLink')}
          </Button>
          <Button loading={busy} onClick={() => void make((url) => write(t('ratingWords', { url })))} data-autofocus>
            {t('putIntoAnswer')}
          </Button>
        </DialogFoot>
      </div>
    </Dialog>
  );
}
