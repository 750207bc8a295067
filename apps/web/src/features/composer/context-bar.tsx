import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { IconAlertTriangle, IconPencil, IconQuote, IconShareOff, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useTalk } from '../conversations/talk-context.ts';
import { usePersonName } from '../people/person-name.ts';
import { useMentionNames } from '../timeline/use-mention-names.ts';
import { useWriting } from './writing.ts';

/** Above the field: what is quoted or edited, what the message will be, and the way out of each. */
export function ContextBar() {
  const { t } = useTranslation('composer');
  const talk = useTalk();
  const { extras } = useWriting();
  if (talk.editing)
    return (
      <Bar icon={<IconPencil size={16} aria-hidden />} away={t('cancelEdit')} onClose={() => talk.edit(null)}>
        {t('editing')}
      </Bar>
    );
  return (
    <>
      {talk.quoting && <QuoteBar message={talk.quoting} onClose={() => talk.quote(null)} />}
      {extras.urgent && (
        <Bar
          kind="urgent"
          icon={<IconAlertTriangle size={16} aria-hidden />}
          away={t('notUrgent')}
          onClose={() => extras.set({ urgent: null })}
        >
          {t('urgentBecause', { reason: extras.urgent })}
        </Bar>
      )}
      {extras.noForward && (
        <Bar
          icon={<IconShareOff size={16} aria-hidden />}
          away={t('allowForward')}
          onClose={() => extras.set({ noForward: false })}
        >
          {t('forbidsForward')}
        </Bar>
      )}
    </>
  );
}

interface BarProps {
  kind?: 'urgent';
  icon: ReactNode;
  children: ReactNode;
  away: string;
  onClose(): void;
}

function Bar({ kind, icon, children, away, onClose }: BarProps) {
  return (
    <div className="context-bar" data-kind={kind}>
      {icon}
      <span className="grow ellipsis">{children}</span>
      <IconButton label={away} size={22} onClick={onClose}>
        <IconX size={16} />
      </IconButton>
    </div>
  );
}

function QuoteBar({ message, onClose }: { message: Message; onClose(): void }) {
  const { t } = useTranslation('composer');
  const name = usePersonName(message.sender, message.senderName);
  const names = useMentionNames();
  const text =
    toPlainText(message.text, names).replace(/\s+/g, ' ') || (message.attachments?.map((a) => a.name).join(', ') ?? '');
  return (
    <Bar icon={<IconQuote size={16} aria-hidden />} away={t('cancelQuote')} onClose={onClose}>
      <span className="strong">{t('quoting', { name })}</span> <span className="dim">{text}</span>
    </Bar>
  );
}
