import type { Message } from '@rapport/contract';
import { useDoor } from '../../app/client.tsx';
import { Dialog } from '../../app/dialog.tsx';
import { MoreButton } from '../../app/more-button.tsx';
import { usePages } from '../../app/pages.ts';
import { useTranslation } from '../../app/translation.tsx';
import { StillMessage } from '../panels/still-message.tsx';
import '../panels/panels.css';

/** The supplements of a message, oldest first; each leads to its place in the conversation. */
export function SupplementsDialog(props: { message: Message; onShow(seq: number): void; onClose(): void }) {
  const { message, onShow, onClose } = props;
  const { t } = useTranslation('forms');
  const client = useDoor();
  const { conversation, seq } = message;
  const pages = usePages(`${conversation}/${seq}/${message.supplements}`, (cursor) =>
    client.call('conversations.supplements', { conversation, seq, ...(cursor ? { cursor } : {}) }),
  );
  return (
    <Dialog onClose={onClose} title={t('supplementsTitle')} size="lg">
      {pages.error && <p role="alert">{pages.error}</p>}
      {pages.items.map((supplement) => (
        <StillMessage
          key={supplement.seq}
          message={supplement.recalled ? { ...supplement, text: t('recalledSupplement') } : supplement}
          foot={
            <button type="button" className="plain-button link-button still-foot" onClick={() => onShow(supplement.seq)}>
              {t('showInTalk')}
            </button>
          }
        />
      ))}
      <MoreButton more={pages.more} loading={pages.loading} />
    </Dialog>
  );
}
