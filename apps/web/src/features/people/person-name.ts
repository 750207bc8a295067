import type { State } from '@rapport/client';
import { useEffect, useState } from 'react';
import { useClient, useDoor } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

export type People = State['people'];

/** The name of a person, also when the account is not known yet or was never one. */
export function usePersonName(id: string | null, signed?: string): string {
  const name = useClient((s) => (id ? (s.people[id]?.name ?? (s.me?.user.id === id ? s.me.user.name : undefined)) : undefined));
  const { t } = useTranslation('app');
  return name ?? signed ?? t('unknownPerson');
}

/** The same where a name may still be on its way: undefined until they were asked for, so that nobody is “someone” for a moment. */
export function useNameOnceKnown(id: string | null): string | undefined {
  const client = useDoor();
  const name = usePersonName(id);
  const known = useClient((s) => id === null || id in s.people || s.me?.user.id === id);
  const [asked, setAsked] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    if (id && !known) void client.needPeople([id]).then(() => here && setAsked(id));
    return () => {
      here = false;
    };
  }, [client, id, known]);
  return known || asked === id ? name : undefined;
}

/** Has these people loaded; what is known is not asked again. */
export function usePeopleNeeded(ids: readonly string[]): void {
  const client = useDoor();
  const key = ids.join(' ');
  useEffect(() => {
    if (key) void client.needPeople(key.split(' '));
  }, [client, key]);
}
