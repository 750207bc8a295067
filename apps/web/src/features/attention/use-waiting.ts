import { useEffect, useMemo } from 'react';
import { useClient } from '../../app/client.tsx';
import { countOf } from '../../app/times.ts';
import { useClock } from '../../app/use-clock.ts';
import { useDueAsked, useToldDue } from '../commitments/told-due.ts';
import { useCaseCount, useCasesAsked } from '../inbox/told-cases.ts';
import { useNeedsAsked } from './told-needs.ts';
import { useNeeds } from './use-needs.ts';
import { waitingCount } from './waiting.ts';

/** Messages that wait for me: direct talk, and what names me. */
export function useWaitingCount(): number {
  const { now } = useClock();
  const conversations = useClient((s) => s.conversations);
  return useMemo(() => waitingCount(conversations, now), [conversations, now]);
}

/** Things on the attention page that call, and what I promised and is due. */
export function useNeedCount(): number {
  const needs = useNeeds().length;
  return needs + useToldDue().items.length;
}

/** The tab's title and the installed app's icon tell how much is waiting. */
export function useWaitingSigns(): void {
  const organization = useClient((s) => s.me?.organization.name);
  const waiting = useWaitingCount() + useCaseCount();
  useCasesAsked();
  useNeedsAsked();
  useDueAsked();
  useEffect(() => {
    const name = organization ? `${organization} · Rapport` : 'Rapport';
    document.title = waiting > 0 ? `(${countOf(waiting)}) ${name}` : name;
  }, [organization, waiting]);
  useEffect(() => {
    // Only installed apps have an icon to mark; elsewhere it is refused, which is nobody's concern.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(waiting).catch(() => undefined);
  }, [waiting]);
}
