import type { Conversation } from '@rapport/contract';
import { IconArrowLeft, IconFiles, IconMessage2, IconPin, IconSearch, IconUsers } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { PanelName } from '../../app/addresses.ts';
import { useClient } from '../../app/client.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { PersonMark } from '../people/avatar.tsx';
import { openPersonCard } from '../people/person-card.tsx';
import { ConversationIcon } from './conversation-icon.tsx';
import { ConversationMenu } from './conversation-menu.tsx';
import { useConversationName } from './use-conversation-name.ts';

const panels = [
  { name: 'topics', label: 'panelTopics', Icon: IconMessage2 },
  { name: 'members', label: 'panelMembers', Icon: IconUsers },
  { name: 'pins', label: 'panelPins', Icon: IconPin },
  { name: 'files', label: 'panelFiles', Icon: IconFiles },
  { name: 'search', label: 'panelSearch', Icon: IconSearch },
] as const;

interface Props {
  conversation: Conversation;
  panel: PanelName | undefined;
  onDate(): void;
}

export function ConversationHeader({ conversation, panel, onDate }: Props) {
  const { t } = useTranslation('conversations');
  const navigate = useNavigate();
  const name = useConversationName(conversation);
  const peer = useClient((s) =>
    conversation.kind === 'direct' && conversation.peers?.length === 1 ? s.people[conversation.peers[0] ?? ''] : undefined,
  );
  const toggle = (which: PanelName): void =>
    void navigate({
      to: '/c/$conversation',
      params: { conversation: conversation.id },
      search: which === panel ? {} : { panel: which },
    });
  const { customer } = conversation;
  const talk = conversation.kind !== 'direct' && !customer;
  const under = customer
    ? `${customer.accountName} · ${customer.address}`
    : talk
      ? conversation.purpose
      : [peer?.title, peer?.status?.text].filter(Boolean).join(' · ');
  return (
    <header className="talk-head">
      <Link to="/" className="phone-only back-link" aria-label={t('back')}>
        <IconArrowLeft size={20} />
      </Link>
      <ConversationIcon conversation={conversation} size={32} />
      <div className="talk-title">
        <h1>
          {peer ? (
            <button
              type="button"
              className="plain-button ellipsis"
              onClick={(e) => openPersonCard(peer.id, e.currentTarget.getBoundingClientRect())}
            >
              {name}
            </button>
          ) : (
            <span className="ellipsis">{name}</span>
          )}
          <PersonMark person={peer} />
          {conversation.kind !== 'direct' && conversation.guestCount > 0 && (
            <span className="mark mark-guest">{t('withGuests')}</span>
          )}
        </h1>
        <p className="dim ellipsis">
          {talk && (
            <button type="button" className="plain-button" onClick={() => toggle('members')}>
              {t('memberCount', { count: conversation.memberCount })}
            </button>
          )}
          {under && <span>{talk ? ` · ${under}` : under}</span>}
        </p>
      </div>
      <div className="talk-tools" role="toolbar" aria-label={t('actions')}>
        {panels.slice(customer ? 2 : 0).map(({ name: which, label, Icon }) => (
          <IconButton
            key={which}
            label={t(label)}
            aria-pressed={panel === which}
            className={which === 'topics' || which === 'search' ? undefined : 'wide-only'}
            {...(panel === which ? { variant: 'light' as const } : {})}
            onClick={() => toggle(which)}
          >
            <Icon size={18} />
          </IconButton>
        ))}
        {!customer && <ConversationMenu conversation={conversation} name={name} onPanel={toggle} onDate={onDate} />}
      </div>
    </header>
  );
}
