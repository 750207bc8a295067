/** @jsxImportSource preact */
import type { AskedField, WidgetSetup } from '@rapport/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Words } from '../words.ts';
import { useWords } from './words.ts';

const typed = { name: { type: 'text' }, email: { type: 'email' }, phone: { type: 'tel' } } as const;
const fills: Record<AskedField, 'name' | 'email' | 'tel'> = { name: 'name', email: 'email', phone: 'tel' };

type Answers = Partial<Record<AskedField, string>>;

/** What is asked before a talk: what the site wants to know, and an address, which may stay empty, while nobody is there to answer. */
export const askedOf = ({ open, ask }: WidgetSetup): WidgetSetup['ask'] =>
  open || ask.some(({ field }) => field === 'email') ? ask : [...ask, { field: 'email', required: false }];

/** What is wrong with the fields, in words; the browser itself knows what looks like an address. */
function problemsOf(form: HTMLFormElement, asked: WidgetSetup['ask'], t: Words): Answers {
  const found: Answers = {};
  for (const { field, required } of asked) {
    const input = form.elements.namedItem(field) as HTMLInputElement;
    if (required && input.value.trim() === '') found[field] = t('isMissing', { what: t(field) });
    else if (input.validity.typeMismatch) found[field] = t('isWrong');
  }
  return found;
}

export function Before({ setup, begin }: { setup: WidgetSetup; begin(answers: Answers): Promise<void> }) {
  const t = useWords();
  const [answers, setAnswers] = useState<Answers>({});
  const [problems, setProblems] = useState<Answers>({});
  const [refused, setRefused] = useState('');
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const asked = askedOf(setup);
  useEffect(() => form.current?.querySelector('input')?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const found = problemsOf(form.current!, asked, t);
    setProblems(found);
    const first = asked.find(({ field }) => found[field]);
    if (first) return (form.current!.elements.namedItem(first.field) as HTMLInputElement).focus();
    setBusy(true);
    setRefused('');
    try {
      await begin(Object.fromEntries(Object.entries(answers).filter(([, value]) => value.trim() !== '')));
    } catch (error) {
      setRefused((error as Error).message || t('failed'));
      setBusy(false);
    }
  };
  return (
    <form class="before" ref={form} onSubmit={submit} noValidate>
      <p>{t(asked.some(({ required }) => required) ? 'beforeMust' : setup.open ? 'before' : 'beforeAway')}</p>
      {asked.map(({ field, required }) => (
        <Field
          key={field}
          {...{ field, required }}
          value={answers[field] ?? ''}
          problem={problems[field]}
          onInput={(value) => setAnswers({ ...answers, [field]: value })}
        />
      ))}
      {refused && (
        <p class="bad-text" role="alert">
          {refused}
        </p>
      )}
      <button type="submit" class="main" disabled={busy}>
        {t('begin')}
      </button>
      <p class="quiet">{t('privacy')}</p>
    </form>
  );
}

interface FieldProps {
  field: AskedField;
  required: boolean;
  value: string;
  problem: string | undefined;
  onInput(value: string): void;
}

function Field({ field, required, value, problem, onInput }: FieldProps) {
  const t = useWords();
  const told = `problem-${field}`;
  return (
    <div class="field">
      <label>
        <span>
          {t(field)} <span class="quiet">{required ? '*' : `(${t('optional')})`}</span>
        </span>
        <input
          {...typed[field]}
          name={field}
          autocomplete={fills[field]}
          maxLength={200}
          required={required}
          aria-invalid={problem ? 'true' : undefined}
          aria-describedby={problem ? told : undefined}
          value={value}
          onInput={({ currentTarget }) => onInput(currentTarget.value)}
        />
      </label>
      {problem && (
        <p class="bad-text" id={told}>
          {problem}
        </p>
      )}
    </div>
  );
}
