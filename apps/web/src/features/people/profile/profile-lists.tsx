import { IconLock, IconUsersGroup } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useAnswer } from '../../../app/answers.ts';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PersonAvatar, PersonMark } from '../avatar.tsx';
import { PersonLink } from '../person-link.tsx';

/** Who reports to somebody. */
export function ReportsPart({ id }: { id: string }) {
  const { t } = useTranslation('people');
  const browse = useClient((s) => s.me?.permissions.includes('people.browse') ?? false);
  const people = useAnswer('people.list', browse ? { manager: id as never, limit: 200 } : null).data?.items ?? [];
  if (people.length === 0) return null;
  return (
    <section className="profile-part" aria-label={t('reports')}>
      <h3>
        {t('reports')} <span className="dim tabular">{people.length}</span>
      </h3>
      <ul className="plain-list">
        {people.map((person) => (
          <li key={person.id}>
            <PersonLink id={person.id} className="profile-entry">
              <PersonAvatar id={person.id} known={person} size={28} />
              <span className="ellipsis">{person.name}</span> <PersonMark person={person} />
              <span className="dim ellipsis grow">{person.title}</span>
            </PersonLink>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Groups one shares with somebody. */
export function SharedPart({ id }: { id: string }) {
  const { t } = useTranslation('people');
  const me = useClient((s) => s.me?.user.id);
  const { data } = useAnswer('conversations.sharedWith', me === id ? null : { user: id as never, limit: 50 });
  if (!data) return null;
  return (
    <section className="profile-part" aria-label={t('sharedGroups')}>
      <h3>{t('sharedGroups')}</h3>
      {data.items.length === 0 && <p className="dim">{t('noSharedGroups')}</p>}
      <ul className="plain-list">
        {data.items.map((group) => (
          <li key={group.id}>
            <Link to="/c/$conversation" params={{ conversation: group.id }} search={{}} className="profile-entry">
              {group.visibility === 'private' ? <IconLock size={16} aria-hidden /> : <IconUsersGroup size={16} aria-hidden />}
              <span className="ellipsis grow">{group.name}</span>
              <span className="dim tabular">{group.memberCount}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
