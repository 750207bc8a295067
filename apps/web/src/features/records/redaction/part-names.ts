import type { Message, Template } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { inWords } from '../../forms/in-words.ts';
import { useTemplate } from '../../forms/templates.ts';

/** What the parts of a form are called, by the names that its facts have. */
export function useFactNames(template: Template | undefined): (name: string) => string {
  const { t } = useTranslation('forms');
  const { language } = useClock();
  const own: Record<string, string> = {
    title: t('title'),
    goal: t('goal'),
    when: t('when'),
    place: t('place'),
    channel: t('channel'),
    participants: t('participants'),
    summary: t('summary'),
    decisions: t('decisions'),
    actions: t('actions'),
    sources: t('sources'),
  };
  return (name) => {
    if (!name.startsWith('field:')) return own[name] ?? name;
    const field = name.slice('field:'.length);
    return inWords(template?.definition.schema.properties[field]?.['x-label'], language) || field;
  };
}

/** What the parts of a record are called (docs/records.md): `body`, `file:1`, `form:goal`, `field:phone`. */
export function usePartNames({ form, attachments }: Pick<Message, 'form' | 'attachments'>): (part: string) => string {
  const { t } = useTranslation('records');
  const { template } = useTemplate(form?.template ?? '', form?.version ?? 0);
  const factName = useFactNames(template);
  return (part) => {
    if (part === 'body') return t('partBody');
    if (part === 'supplement') return t('partSupplement');
    if (part.startsWith('form:')) return factName(part.slice('form:'.length));
    if (!part.startsWith('file:')) return factName(part);
    const n = Number(part.slice('file:'.length));
    const name = attachments?.[n - 1]?.name;
    return name ? t('partFileNamed', { n, name }) : t('partFile', { n });
  };
}
