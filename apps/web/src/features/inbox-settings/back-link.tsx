import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from '../../app/translation.tsx';
import type { Part } from './parts.ts';

/** From one inbox, or one rule, to the list it is in. */
export function BackLink({ part }: { part: Part }) {
  const { t } = useTranslation('inboxSettings');
  return (
    <Link to="/admin/inboxes" search={(part === 'inboxes' ? {} : { part }) as never} className="inbox-set-back">
      <IconChevronLeft size={16} aria-hidden /> {t(part === 'rules' ? 'backToRules' : 'backToInboxes')}
    </Link>
  );
}
