import { CloseButton } from '@mantine/core';
import type { Message } from '@rapport/contract';
import { toPlainText } from '@rapport/ui';
import { IconPencil, IconQuote } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTalk } from '../conversations/talk-context.ts';
import { usePersonName } from '../people/person-name.ts';
import { useMentionNames } from '../timeline/use-mention-names.ts';

/** Above the field: what is quoted or edited, and the way out of it. */
export function ContextBar() {
  const talk = useTalk();
  if (talk.editing) return <EditBar onClose={() => talk.edit(null)} />;
  return talk.quoting ? <QuoteBar message={talk.quoting} onClose={() => talk.quote(null)} /> : null;
}

function EditBar({ onClose }: { onClose(): void }) {
  const { t } = useTranslation('composer');
  return (
    <div className="context-bar">
      <IconPencil size={16} aria-hidden />
      <span className="grow">{t('editing')}</span>
      <CloseButton size="sm" aria-label={t('cancelEdit')} onClick={onClose} />
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
    <div className="context-bar">
      <IconQuote size={16} aria-hidden />
      <span className="grow ellipsis">
        <span className="strong">{t('quoting', { name })}</span> <span className="dim">{text}</span>
      </span>
      <CloseButton size="sm" aria-label={t('cancelQuote')} onClick={onClose} />
    </div>
  );
}
