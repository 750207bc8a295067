import type { Addressee, Delivery, Message } from '@rapport/contract';
import { IconAlertCircle, IconCheck, IconChecks, IconClock, IconLock, IconSend } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { fullTimeOf } from '../../app/times.ts';
import { useTranslation } from '../../app/translation.tsx';
import { useClock } from '../../app/use-clock.ts';
import './customers.css';

const MailDialog = lazy(async () => ({ default: (await import('./mail/mail-dialog.tsx')).MailDialog }));

const listed = (all: readonly Addressee[]): string => all.map(({ address, name }) => name || address).join(', ');

/** Above the words of a message with a customer: whether it is a note, to whom it goes and how far it came; below that its subject. */
export function ChannelLine({ message }: { message: Message }) {
  const { t } = useTranslation('customers');
  const { inbound, outward } = message;
  if (message.private)
    return (
      <p className="channel-line" title={t('noteTitle')}>
        <IconLock size={13} aria-hidden /> <span className="strong">{t('noteMark')}</span>
      </p>
    );
  const around = inbound ?? outward;
  const cc = around?.cc ?? [];
  if (!around || (inbound && !inbound.subject && !inbound.html && cc.length === 0)) return null;
  return (
    <p className="channel-line">
      {outward && (
        <span>
          <IconSend size={13} aria-hidden /> {t('outwardTo', { to: listed(outward.to) })}
        </span>
      )}
      {cc.length > 0 && <span>{t('copyTo', { cc: listed(cc) })}</span>}
      {outward && !message.sender && <span>{t(outward.elsewhere ? 'elsewhere' : 'automatic')}</span>}
      {message.delivery && <DeliveryMark delivery={message.delivery} to={[...(outward?.to ?? []), ...(outward?.cc ?? [])]} />}
      {(around.subject || inbound?.html) && (
        <span className="channel-subject">
          {around.subject && (
            <span className="ellipsis" title={around.subject}>
              {t('subject', { subject: around.subject })}
            </span>
          )}
          {inbound?.html && <OriginalButton message={message} />}
        </span>
      )}
    </p>
  );
}

/** A mail as it was laid out, shown when it is wanted. */
function OriginalButton({ message }: { message: Message }) {
  const { t } = useTranslation('customers');
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        {t('original')}
      </button>
      <Suspense fallback={null}>{open && <MailDialog message={message} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

const signs = [
  { states: ['failed', 'expired', 'suppressed'], kind: 'bad', Icon: IconAlertCircle },
  { states: ['delivered', 'read'], kind: 'arrived', Icon: IconChecks },
  { states: ['queued', 'sending', 'awaiting_member'], kind: undefined, Icon: IconClock },
  { states: ['accepted', 'sent'], kind: undefined, Icon: IconCheck },
];

/** Those whom it did not reach while it reached others. */
function missed({ recipients = [] }: Delivery, to: readonly Addressee[]): string {
  const failed = recipients.filter(({ state }) => state === 'failed');
  return failed.length < to.length ? listed(failed.flatMap(({ n }) => to[n] ?? [])) : '';
}

function DeliveryMark({ delivery, to }: { delivery: Delivery; to: readonly Addressee[] }) {
  const { t } = useTranslation('customers');
  const clock = useClock();
  const { state, at, code, recipients = [] } = delivery;
  const who = missed(delivery, to);
  const said = who === '' ? t(state) : t('missed', { who });
  const shown = who === '' ? state : 'failed';
  const { kind, Icon = IconCheck } = signs.find(({ states }) => states.includes(shown)) ?? {};
  const codes = [...new Set([code, ...recipients.map((one) => one.code)])];
  const title = t('stateAt', { state: [said, ...codes].filter(Boolean).join(' '), time: fullTimeOf(at, clock) });
  return (
    <span className="delivery-mark" data-state={kind} title={title}>
      <Icon size={14} aria-hidden /> {said}
    </span>
  );
}
