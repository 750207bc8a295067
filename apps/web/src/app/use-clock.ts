import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from './client.tsx';
import { languageNow } from './language.ts';
import type { Clock } from './times.ts';

/** The reader's language, zone and the present minute; "today" turns into "yesterday" by itself. */
export function useClock(): Clock {
  const { i18n } = useTranslation();
  const zone = useClient((s) => s.me?.user.timeZone);
  const [minute, setMinute] = useState(() => Math.floor(Date.now() / 60_000));
  useEffect(() => {
    const timer = setInterval(() => setMinute(Math.floor(Date.now() / 60_000)), 20_000);
    return () => clearInterval(timer);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the language is read from i18next, which changes with it
  return useMemo(() => ({ language: languageNow(), zone, now: minute * 60_000 }), [i18n.language, zone, minute]);
}
