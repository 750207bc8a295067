import type { ResolveMention } from '@rapport/ui';
import { useMemo } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';
import { useDepartments } from '../people/departments.ts';

/** Names for what a message mentions, in the reader's language. */
export function useMentionNames(): ResolveMention {
  const people = useClient((s) => s.people);
  const conversations = useClient((s) => s.conversations);
  const departments = useDepartments();
  const { t } = useTranslation('timeline');
  const everybody = t('everybody');
  return useMemo(
    () => (target) => {
      if (target.kind === 'user') return people[target.id]?.name;
      if (target.kind === 'conversation') return conversations[target.id]?.name || undefined;
      if (target.kind === 'department') return departments.get(target.id)?.name;
      return everybody;
    },
    [people, conversations, departments, everybody],
  );
}
