import { useEffect, useState } from 'react';
import { useClient } from '../../app/client.tsx';
import { useTranslation } from '../../app/translation.tsx';

const nobody: Readonly<Record<string, number>> = {};

/** Who is writing, in a place of fixed height so that nothing moves. */
export function TypingLine({ conversation }: { conversation: string }) {
  const { t } = useTranslation(['timeline', 'app']);
  const writing = useClient((s) => s.typing[conversation]) ?? nobody;
  const people = useClient((s) => s.people);
  const me = useClient((s) => s.me?.user.id);
  const [now, setNow] = useState(Date.now);
  const active = Object.keys(writing).length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every new hint is looked at at once
  useEffect(() => {
    setNow(Date.now());
    if (!active) return;
    const timer = setInterval(() => setNow(Date.now()), 1500);
    return () => clearInterval(timer);
  }, [active, writing]);
  const names = Object.entries(writing)
    .filter(([id, until]) => id !== me && until > now)
    .map(([id]) => people[id]?.name ?? t('app:unknownPerson'));
  const [name, other] = names;
  let text = '';
  if (names.length > 2) text = t('typingMany');
  else if (name && other) text = t('typingTwo', { name, other });
  else if (name) text = t('typingOne', { name });
  return (
    <div className="typing-line" aria-live="polite">
      {text}
    </div>
  );
}
