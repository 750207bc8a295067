import { useEffect, useMemo, useState } from 'react';
import { useClient, useDoor, useStatus } from '../../app/client.tsx';
import { useClock } from '../../app/use-clock.ts';
import { type Need, needsOf, newsOf, restOf } from './needs.ts';
import { onNotified } from './notified.ts';
import { askNeeds, useToldNeeds } from './told-needs.ts';

/** Milliseconds in which news gather before the server is asked again. */
const gather = 400;

/** What needs me: by the counts on this device, and with what the server told. */
export function useNeeds(): readonly Need[] {
  const conversations = useClient((s) => s.conversations);
  const saved = useClient((s) => s.saved);
  const urgent = useClient((s) => s.urgent);
  const { answer } = useToldNeeds();
  const { now } = useClock();
  return useMemo(
    () => needsOf({ conversations, saved, urgent }, answer, Math.max(now, Date.now())),
    [conversations, saved, urgent, answer, now],
  );
}

/** So long (ms) the page waits for what the server tells; then the counts on this device tell what they can. */
const patience = 1_000;

/**
 * What needs me, then what else is unread. Undefined until the server has told, as only then it is known where each belongs.
 */
export function useNeedsAndRest(): readonly Need[] | undefined {
  const needs = useNeeds();
  const conversations = useClient((s) => s.conversations);
  const { settled } = useToldNeeds();
  const { now } = useClock();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return useMemo(() => {
    if (!settled && !late) return undefined;
    return [...needs, ...restOf(conversations, needs, Math.max(now, Date.now()), settled)];
  }, [conversations, needs, settled, late, now]);
}

/** While the page is shown, the words of everything on it are asked for as news come. */
export function useNeedWords(): void {
  const client = useDoor();
  const conversations = useClient((s) => s.conversations);
  const saved = useClient((s) => s.saved);
  const online = useStatus() === 'online';
  const { now } = useClock();
  const news = useMemo(() => newsOf({ conversations, saved }, now), [conversations, saved, now]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when there are news, and when a reminder's minute has come
  useEffect(() => {
    if (!online) return;
    const timer = setTimeout(() => askNeeds(client, true), gather);
    return () => clearTimeout(timer);
  }, [client, news, online, now]);
  // What calls is noted a moment after it was said.
  useEffect(() => onNotified(() => askNeeds(client)), [client]);
}
