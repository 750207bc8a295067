import { Button } from '@mantine/core';
import type { Contact, ContactOutline, ContactSuggestion } from '@rapport/contract';
import { IconArrowMerge, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAct, useAnswer } from '../../app/answers.ts';
import { useDoor } from '../../app/client.tsx';
import { Empty } from '../../app/empty.tsx';
import { IconButton } from '../../app/icon-button.tsx';
import { toast } from '../../app/toasts.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { Avatar } from '../people/avatar.tsx';
import { useMerge } from './merge-parts.tsx';
import { useMayContacts } from './use-contacts.ts';

interface Props {
  onClose(): void;
  onChanged(): void;
  onOpen(contact: string): void;
}

/** All pairs that may be one, side by side. */
export function DuplicatesView({ onClose, onChanged }: Props) {
  const { t } = useTranslation('contacts');
  const answer = useAnswer('contacts.suggestions', {});
  const changed = (): void => {
    answer.reload();
    onChanged();
  };
  const pairs = answer.data?.suggestions;
  return (
    <section className="contact" aria-label={t('duplicates')}>
      <div className="contact-close">
        <IconButton label={t('close')} onClick={onClose}>
          <IconX size={18} />
        </IconButton>
      </div>
      <h2 className="contact-view-title">{t('duplicates')}</h2>
      <p className="dim">{t('duplicatesLead')}</p>
      {answer.error && <p role="alert">{answer.error}</p>}
      {pairs?.length === 0 && <Empty icon={<IconArrowMerge />} title={t('noDuplicates')} text={t('noDuplicatesText')} />}
      <ul className="plain-list">
        {pairs?.map((pair) => (
          <Pair key={`${pair.one.id} ${pair.other.id}`} pair={pair} onChanged={changed} />
        ))}
      </ul>
    </section>
  );
}

interface OfProps {
  contact: Contact;
  onChanged(next?: Contact): void;
  onOpen(contact: string): void;
}

/** Those that may be the same as one contact; nothing where there are none. */
export function DuplicatesOf({ contact, onChanged, onOpen }: OfProps) {
  const { t } = useTranslation('contacts');
  const answer = useAnswer('contacts.suggestions', { contact: contact.id });
  const pairs = answer.data?.suggestions ?? [];
  if (pairs.length === 0) return null;
  const changed = (next?: Contact): void => {
    answer.reload();
    onChanged();
    if (next && next.id !== contact.id) onOpen(next.id);
  };
  return (
    <section className="contact-part" aria-label={t('duplicates')}>
      <h3>{t('duplicates')}</h3>
      <ul className="plain-list">
        {pairs.map((pair) => (
          <Pair key={`${pair.one.id} ${pair.other.id}`} pair={pair} onChanged={changed} />
        ))}
      </ul>
    </section>
  );
}

function Pair({ pair: { one, other, because }, onChanged }: { pair: ContactSuggestion; onChanged(next?: Contact): void }) {
  const { t } = useTranslation('contacts');
  const client = useDoor();
  const may = useMayContacts();
  const { act, busy } = useAct();
  const merging = useMerge(onChanged);
  const apart = async (yes: boolean): Promise<void> => {
    const done = await act(() => client.call('contacts.keepApart', { one: one.id, other: other.id, apart: yes }));
    if (!done) return;
    onChanged();
    if (yes) toast({ kind: 'success', text: t('apart'), action: { label: t('undo'), run: () => void apart(false) } });
  };
  return (
    <li className="contact-pair">
      <div className="contact-pair-sides">
        <Side contact={one} busy={merging.busy} onKeep={may.manage ? () => void merging.merge(one, other) : undefined} />
        <Side contact={other} busy={merging.busy} onKeep={may.manage ? () => void merging.merge(other, one) : undefined} />
      </div>
      <div className="contact-pair-foot">
        <span className="dim grow">
          {because.map(({ kind, value }) => t(kind === 'handle' ? 'becauseHandle' : 'becauseName', { value })).join(' · ')}
        </span>
        {may.manage && (
          <Button size="compact-sm" variant="subtle" color="gray" loading={busy} onClick={() => void apart(true)}>
            {t('keepApart')}
          </Button>
        )}
      </div>
    </li>
  );
}

function Side({ contact, busy, onKeep }: { contact: ContactOutline; busy: boolean; onKeep: (() => void) | undefined }) {
  const { t } = useTranslation('contacts');
  return (
    <div className="contact-side">
      <Avatar id={contact.id} name={contact.name} size={40} guest group={contact.isCompany} />
      <div className="grow contact-side-name">
        <Link to="/contacts" search={{ contact: contact.id } as never} className="link strong ellipsis">
          {contact.name}
        </Link>
        <span className="dim ellipsis">
          {[t(contact.kind), contact.company?.name, ...contact.labels].filter(Boolean).join(' · ')}
        </span>
      </div>
      {onKeep && (
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          aria-label={t('keepThis', { name: contact.name })}
          onClick={onKeep}
        >
          {t('keepFirst')}
        </Button>
      )}
    </div>
  );
}
