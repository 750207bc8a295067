import type { State } from '@rapport/client';
import { useEffect } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

export type People = State['people'];

/** The name of a person, also when the account is not known yet or was never one. */
export function usePersonName(id: string | null, signed?: string): string {
  const name = useClient((s) => (id ? (s.people[id]?.name ?? (s.me?.user.id === id ? s.me.user.name : undefined)) : undefined));
  const { t } = useTranslation('app');
  return name ?? signed ?? t('unknownPerson');
}

/** Has these people loaded; what is known is not asked again. */
export function usePeopleNeeded(ids: readonly string[]): void {
  const client = useDoor();
  const key = ids.join(' ');
  useEffect(() => {
    if (key) client.needPeople(key.split(' '));
  }, [client, key]);
}
