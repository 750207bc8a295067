import type { RefObject } from 'react';
import { useListWalk } from '../../app/list-walk.ts';
import { usePageKeys } from '../../app/page-keys.ts';

/** J and K walk through the queue and open what is reached. */
export function useInboxKeys(): RefObject<HTMLUListElement | null> {
  const { list, walk } = useListWalk('a.case-line');
  usePageKeys((event) => {
    if (event.ctrlKey || event.metaKey) return null;
    const key = event.key.toLowerCase();
    return key === 'j' ? () => walk(1) : key === 'k' ? () => walk(-1) : null;
  });
  return list;
}
