import { Button, TextInput, type TextInputProps } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import { copyText } from '../../../app/copy.ts';
import { PasswordField } from '../../../app/password-field.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import type { SetUp } from './use-set-up.ts';

/** One step of a set-up: its number stands before its title. */
export function Step({ title, text, children }: { title: string; text?: ReactNode; children?: ReactNode }) {
  const id = useId();
  return (
    <section className="channel-step" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {text && <p className="dim channel-step-text">{text}</p>}
      {children}
    </section>
  );
}

/** What is to be typed or pasted elsewhere, with a button that copies it. */
export function CopyLine({ label, text, hint }: { label: string; text: string; hint?: string }) {
  const { t } = useTranslation(['channels', 'app']);
  return (
    <div className="channel-copy">
      <span className="channel-copy-label">{label}</span>
      <div className="command">
        <code>{text}</code>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconCopy size={14} />}
          aria-label={t('copyOf', { what: label })}
          onClick={() => void copyText(text, t('app:copied'))}
        >
          {t('app:copy')}
        </Button>
      </div>
      {hint && <span className="dim admin-small">{hint}</span>}
    </div>
  );
}

interface SecretProps {
  form: SetUp;
  name: string;
  label: string;
  description?: string;
  required?: boolean;
}

/** A secret is only ever written: where one is kept the page says so, and offers to put another in its place. */
export function SecretInput({ form, name, label, description, required = false }: SecretProps) {
  const { t } = useTranslation('channels');
  const [replacing, setReplacing] = useState(false);
  const typed = form.secrets[name] ?? '';
  const moved = form.moved(name);
  if (form.holds(name) && !moved && !replacing && typed === '')
    return (
      <div className="channel-secret">
        <span className="channel-secret-name">{label}</span>
        <span className="channel-secret-kept">
          <IconCheck size={16} aria-hidden /> {t('secretKept')}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('replaceSecret', { name: label })}
          onClick={() => setReplacing(true)}
        >
          {t('replace')}
        </Button>
      </div>
    );
  return (
    <PasswordField
      label={label}
      description={moved ? t('secretMoved') : description}
      value={typed}
      onChange={(e) => form.setSecret(name, e.currentTarget.value)}
      required={moved || (required && !form.holds(name))}
      autoComplete="new-password"
      error={form.refused(`secrets/${name}`) && t('doesNotFit')}
    />
  );
}

interface FieldProps extends Omit<TextInputProps, 'form' | 'name' | 'value' | 'onChange'> {
  form: SetUp;
  /** Name of the setting. */
  of: string;
}

/** A setting that is a line of text; an empty one is left out. */
export function SettingInput({ form, of, ...rest }: FieldProps) {
  const { t } = useTranslation('channels');
  const value = form.settings[of];
  return (
    <TextInput
      {...rest}
      value={typeof value === 'string' ? value : ''}
      onChange={(e) => form.set({ [of]: e.currentTarget.value === '' ? undefined : e.currentTarget.value })}
      error={form.refused(`settings/${of}`) && t('doesNotFit')}
    />
  );
}

/** How colleagues know the account. */
export function NameInput({ form, hint }: { form: SetUp; hint: string }) {
  const { t } = useTranslation('channels');
  return (
    <TextInput
      label={t('accountName')}
      description={hint}
      value={form.name}
      onChange={(e) => form.setName(e.currentTarget.value)}
      maxLength={120}
      required
      data-autofocus={form.account === undefined || undefined}
    />
  );
}
