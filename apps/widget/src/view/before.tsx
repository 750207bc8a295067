/** @jsxImportSource preact */
import type { AskedField, WidgetSetup } from '@rapport/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from './words.ts';

const typed = { name: { type: 'text' }, email: { type: 'email' }, phone: { type: 'tel' } } as const;
const fills: Record<AskedField, 'name' | 'email' | 'tel'> = { name: 'name', email: 'email', phone: 'tel' };

/** What is asked before a talk: what the site wants to know, and an address while nobody is there to answer. */
export const askedOf = (setup: WidgetSetup): WidgetSetup['ask'] =>
  setup.open || setup.ask.some(({ field, required }) => field === 'email' && required)
    ? setup.ask
    : [...setup.ask.filter(({ field }) => field !== 'email'), { field: 'email', required: true }];

export function Before({
  setup,
  begin,
}: {
  setup: WidgetSetup;
  begin(answers: Partial<Record<AskedField, string>>): Promise<void>;
}) {
  const t = useWords();
  const [answers, setAnswers] = useState<Partial<Record<AskedField, string>>>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      await begin(Object.fromEntries(Object.entries(answers).filter(([, value]) => value.trim() !== '')));
    } catch (error) {
      setProblem((error as Error).message || t('failed'));
      setBusy(false);
    }
  };
  return (
    <form class="before" ref={form} onSubmit={submit}>
      <p>{t('before')}</p>
      {askedOf(setup).map(({ field, required }) => (
        <label key={field}>
          <span>
            {t(field)} {!required && <span class="quiet">({t('optional')})</span>}
          </span>
          <input
            {...typed[field]}
            autocomplete={fills[field]}
            maxLength={320}
            required={required}
            value={answers[field] ?? ''}
            onInput={({ currentTarget }) => setAnswers({ ...answers, [field]: currentTarget.value })}
          />
        </label>
      ))}
      {problem && (
        <p class="bad-text" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="main" disabled={busy}>
        {t('begin')}
      </button>
      <p class="quiet">{t('privacy')}</p>
    </form>
  );
}
