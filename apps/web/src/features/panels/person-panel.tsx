import { IconExternalLink } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { BesideContext } from '../people/person-link.tsx';
import { ProfileOf } from '../people/profile/profile-pane.tsx';
import { PaneHead } from './pane-head.tsx';
import type { SubjectProps } from './subject-props.ts';

/** Somebody's profile beside the conversation; whom it leads to opens in its place. */
export function PersonPanel({ id, onClose }: SubjectProps) {
  const { t } = useTranslation('people');
  const browse = useClient((s) => s.me?.permissions.includes('people.browse') ?? false);
  return (
    <BesideContext value={true}>
      <PaneHead title={t('profile')} onClose={onClose}>
        {browse && (
          <Link
            to="/people/$person"
            params={{ person: id }}
            search={{}}
            className="pane-link"
            aria-label={t('openProfile')}
            title={t('openProfile')}
          >
            <IconExternalLink size={18} aria-hidden />
          </Link>
        )}
      </PaneHead>
      <div className="pane-scroll">
        <ProfileOf id={id} />
      </div>
    </BesideContext>
  );
}
