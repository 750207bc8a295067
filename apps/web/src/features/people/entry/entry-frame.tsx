import { Button, SegmentedControl } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useAct } from '../../../app/answers.ts';
import { chooseLanguage, languageNow } from '../../../app/language.ts';
import { useTranslation } from '../../../app/translation.tsx';
import './entry.css';

interface Props {
  title: string;
  text?: ReactNode;
  error?: string | undefined;
  children?: ReactNode;
  foot?: ReactNode;
}

/** The frame of every page before one is inside: one card, the name of the house, the language. */
export function EntryFrame({ title, text, error, children, foot }: Props) {
  return (
    <main className="entry">
      <header className="entry-top">
        <img src="/icon.svg" alt="" width={28} height={28} />
        <span className="entry-brand">Rapport</span>
        <LanguageSwitch />
      </header>
      <section className="entry-card">
        <h1>{title}</h1>
        {text && <p className="entry-text">{text}</p>}
        {children}
        {error && (
          <p role="alert" className="entry-error">
            {error}
          </p>
        )}
      </section>
      {foot && <footer className="entry-foot">{foot}</footer>}
    </main>
  );
}

export function LanguageSwitch() {
  const { t } = useTranslation('people');
  const { act } = useAct();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('language')}
      value={languageNow()}
      onChange={(value) => void act(() => chooseLanguage(value === 'zh-CN' ? 'zh-CN' : 'en'))}
      data={[
        { value: 'zh-CN', label: t('chinese') },
        { value: 'en', label: t('english') },
      ]}
    />
  );
}

/** A form whose button is the way on. */
export function EntryForm({
  children,
  button,
  busy,
  onSubmit,
}: {
  children: ReactNode;
  button: string;
  busy: boolean;
  onSubmit(): void;
}) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) onSubmit();
  };
  return (
    <form onSubmit={submit} className="entry-form">
      {children}
      <Button type="submit" size="md" loading={busy} fullWidth>
        {button}
      </Button>
    </form>
  );
}
