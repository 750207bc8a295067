import { Button, Checkbox, Textarea } from '@mantine/core';
import type { VendorTemplate } from '@rapport/contract';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useAct } from '../../../app/answers.ts';
import { useDoor } from '../../../app/client.tsx';
import { useTranslation } from '../../../app/translation.tsx';
import { troubleWord } from '../trouble.ts';
import { Step } from './parts.tsx';
import { type ChosenTemplate, TemplateFields } from './template-fields.tsx';
import { usualFields } from './template-preview.ts';
import type { SetUp } from './use-set-up.ts';

/** As the vendor allows an account. */
const mostTemplates = 25;

const chosenOf = ({ settings }: SetUp): readonly ChosenTemplate[] =>
  Array.isArray(settings.templates) ? (settings.templates as unknown as ChosenTemplate[]) : [];

/** One that the settings name and the vendor does not list: by its keywords alone. */
const lost = ({ id, name, fields }: ChosenTemplate): VendorTemplate => ({
  id,
  title: name,
  content: Object.keys(fields)
    .map((keyword) => `${keyword}: {{${keyword}.DATA}}`)
    .join('\n'),
  fields: Object.keys(fields).map((keyword) => ({ keyword, label: keyword })),
});

/** Template messages of a service account: which colleagues may use, what stands in each, and how it will read. */
export function WechatTemplates({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const client = useDoor();
  const { act, busy } = useAct();
  const [listed, setListed] = useState<readonly VendorTemplate[] | null>(null);
  const [trouble, setTrouble] = useState<{ code?: string | undefined; detail?: string | undefined } | null>(null);
  const [sample, setSample] = useState(t('templateSampleText'));
  const { account } = form;
  const chosen = chosenOf(form);
  const put = (next: readonly ChosenTemplate[]): void => form.set({ templates: next.length === 0 ? undefined : (next as never) });
  const read = (id: string): void =>
    void act(async () => {
      const answer = await client.call('channels.vendorTemplates', { account: id as never });
      setTrouble(answer.ok ? null : answer);
      if (answer.ok) setListed(answer.templates);
    });
  const gone = chosen.filter(({ id }) => !listed?.some((one) => one.id === id));
  const shown = [...(listed ?? []), ...gone.map(lost)];
  return (
    <Step title={t('templates')} text={t('templatesText')}>
      {account ? (
        <Button
          className="channel-read"
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={busy}
          onClick={() => read(account.id)}
        >
          {t('readTemplates')}
        </Button>
      ) : (
        <p className="dim">{t('templatesLater')}</p>
      )}
      {trouble && <TemplateTrouble {...trouble} />}
      {listed?.length === 0 && <p className="dim">{t('noTemplates')}</p>}
      {chosen.length > 0 && (
        <Textarea
          label={t('templateSample')}
          description={t('templateSampleHint')}
          value={sample}
          onChange={(e) => setSample(e.currentTarget.value)}
          autosize
          minRows={2}
          maxRows={6}
        />
      )}
      <ul className="plain-list channel-templates">
        {shown.map((one) => {
          const mine = chosen.find(({ id }) => id === one.id);
          return (
            <li key={one.id}>
              <Checkbox
                label={one.title}
                description={listed && !listed.includes(one) ? t('templateGone') : undefined}
                checked={mine !== undefined}
                disabled={!mine && chosen.length >= mostTemplates}
                onChange={(e) =>
                  put(e.currentTarget.checked ? [...chosen, beginOf(one)] : chosen.filter(({ id }) => id !== one.id))
                }
              />
              {mine && (
                <TemplateFields
                  of={one}
                  chosen={mine}
                  sample={sample}
                  onChange={(next) => put(chosen.map((other) => (other.id === one.id ? next : other)))}
                />
              )}
            </li>
          );
        })}
      </ul>
    </Step>
  );
}

const beginOf = ({ id, title, fields }: VendorTemplate): ChosenTemplate => ({
  id,
  name: title,
  fields: usualFields(fields.map(({ keyword }) => keyword)),
});

function TemplateTrouble({ code, detail }: { code?: string | undefined; detail?: string | undefined }) {
  const { t } = useTranslation('channels');
  const cure = code === undefined ? undefined : troubleWord(code);
  return (
    <div className="channel-state" data-tone="wrong" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div>
        <p className="strong">{detail ?? t('checkFailed')}</p>
        {cure && <p>{t(cure)}</p>}
      </div>
    </div>
  );
}
