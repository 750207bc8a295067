import { useAnswer } from '../../../app/answers.ts';
import { Dialog } from '../../../app/dialog.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { Explained } from './explained.tsx';

/** Why one message stands in a list. */
export function WhyDialog({ conversation, seq, onClose }: { conversation: string; seq: number; onClose(): void }) {
  const { t } = useTranslation('retention');
  const { data, error } = useAnswer('retention.explain', { conversation: conversation as never, seq });
  return (
    <Dialog onClose={onClose} title={t('whyTitle')} size={560}>
      {error && <p role="alert">{error}</p>}
      {data && <Explained told={data} />}
    </Dialog>
  );
}
