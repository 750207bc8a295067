import type { CasePane, Output } from '@rapport/contract';
import { createContext, use, useMemo } from 'react';

export type Desk = Output<'inbox.desk'>;

export const nothingAtHand: Desk = { replies: [], macros: [], cards: [], labels: [], inboxes: [] };

/** What is at hand for cases of my inboxes: asked once for the page, whatever case is open. */
export const DeskContext = createContext<Desk>(nothingAtHand);

/** What of it is for a case: that of its inboxes, and that of all. */
export function useDesk(one: Pick<CasePane, 'inboxes'>): Desk {
  const desk = use(DeskContext);
  const { inboxes } = one;
  return useMemo(() => {
    const fits = ({ inbox, archived }: { inbox: string | null; archived: boolean }): boolean =>
      !archived && (inbox === null || inboxes.some((id) => id === inbox));
    return {
      ...desk,
      replies: desk.replies.filter(fits),
      macros: desk.macros.filter(fits),
      cards: desk.cards.filter(fits),
    };
  }, [desk, inboxes]);
}
