import type { Message } from '@rapport/contract';
import { IconMapPin } from '@tabler/icons-react';
import { useClient } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { PersonAvatar, PersonMark } from '../../people/avatar.tsx';
import { openPersonCard } from '../../people/person-card.tsx';
import { usePersonName } from '../../people/person-name.ts';

/** A place as words and figures: no map is fetched from elsewhere. */
export function LocationCard({ location }: { location: NonNullable<Message['location']> }) {
  const { t } = useTranslation('timeline');
  return (
    <a className="card" href={`geo:${location.latitude},${location.longitude}`}>
      <IconMapPin size={22} aria-hidden />
      <span className="min0">
        <span className="strong ellipsis">{location.label ?? t('location')}</span>
        <span className="dim tabular">
          {location.latitude.toFixed(5)}, {location.longitude.toFixed(5)}
        </span>
      </span>
    </a>
  );
}

export function ContactCard({ user }: { user: string }) {
  const name = usePersonName(user);
  const person = useClient((s) => s.people[user]);
  return (
    <button
      type="button"
      className="card plain-button"
      onClick={(e) => openPersonCard(user, e.currentTarget.getBoundingClientRect())}
    >
      <PersonAvatar id={user} size={36} />
      <span className="min0">
        <span className="strong ellipsis">
          {name} <PersonMark person={person} />
        </span>
        <span className="dim ellipsis">{person?.title}</span>
      </span>
    </button>
  );
}

export function LinkCard({ preview }: { preview: NonNullable<Message['preview']> }) {
  let site = preview.site;
  try {
    site ??= new URL(preview.url).host;
  } catch {
    return null;
  }
  if (!/^https?:/i.test(preview.url)) return null;
  return (
    <a className="link-card" href={preview.url} target="_blank" rel="noopener noreferrer nofollow">
      <span className="dim ellipsis">{site}</span>
      <span className="strong link-card-title">{preview.title}</span>
      {preview.description && <span className="link-card-text">{preview.description}</span>}
    </a>
  );
}
