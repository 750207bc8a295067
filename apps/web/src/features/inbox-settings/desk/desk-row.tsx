import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../../../app/translation.tsx';

interface Props {
  name: string;
  place: string;
  archived: boolean;
  text: ReactNode;
  onEdit(): void;
  onArchive(): void;
}

/** Something at hand for cases: its name, for which inboxes, and what it says. */
export function DeskRow({ name, place, archived, text, onEdit, onArchive }: Props) {
  const { t } = useTranslation('inboxSettings');
  return (
    <section className="admin-card" aria-label={name}>
      <div className="admin-title-line">
        <h3>{name}</h3>
        <span className="dim grow">
          {place} {archived && <span className="mark">{t('archived')}</span>}
        </span>
        <Button size="xs" variant="default" aria-label={t('changeOf', { name })} onClick={onEdit}>
          {t('change')}
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={onArchive}>
          {t(archived ? 'restore' : 'archive')}
        </Button>
      </div>
      {text}
    </section>
  );
}
