import { createContext, use, useEffect, useMemo, useState } from 'react';
import { useClient } from './client.tsx';
import type { Clock } from './times.ts';
import { useTranslation } from './translation.tsx';

/** One clock for the whole page: hundreds of lines tell the time. */
export const ClockContext = createContext<Clock | null>(null);

/** The reader's language, zone and the present minute; "today" turns into "yesterday" by itself. */
export function useTicking(): Clock {
  const { language } = useTranslation();
  const zone = useClient((s) => s.me?.user.timeZone);
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / 60_000)), 20_000);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => ({ language, zone, now: minute * 60_000 }), [language, zone, minute]);
}

export function useClock(): Clock {
  const clock = use(ClockContext);
  if (!clock) throw new Error('ClockContext is missing');
  return clock;
}
