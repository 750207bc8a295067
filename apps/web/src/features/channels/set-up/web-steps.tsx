import { ColorInput, Select, Switch, TagsInput, Textarea } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { CopyLine, NameInput, SecretInput, SettingInput, Step } from './parts.tsx';
import type { Settings, SetUp } from './use-set-up.ts';

const colours = ['#0b7285', '#1864ab', '#2b8a3e', '#862e9c', '#c92a2a', '#d9480f', '#343a40'];
const fields = { name: 'askName', email: 'askEmail', phone: 'askPhone' } as const;
type Field = keyof typeof fields;
type Asked = { field: Field; required: boolean }[];

export const webBegin = (greeting: { en: string; zh: string }): Settings => ({ title: '', colour: '#0b7285', greeting, ask: [] });

const listOf = (value: unknown): string[] => (Array.isArray(value) ? (value as string[]) : []);

/** A site as browsers name it: whoever pastes a whole address means its beginning. */
const siteOf = (text: string): string => {
  const whole = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  return URL.canParse(whole) ? new URL(whole).origin : text;
};

/** The widget of a site: what it says first, what it asks, where it may stand. */
export function WebSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const { settings, set } = form;
  const greeting = (settings.greeting ?? { en: '', zh: '' }) as { en: string; zh: string };
  return (
    <>
      <Step title={t('webLook')} text={t('webLookText')}>
        <NameInput form={form} hint={t('webNameHint')} />
        <SettingInput form={form} of="title" label={t('webTitle')} description={t('webTitleHint')} maxLength={60} required />
        <ColorInput
          label={t('webColour')}
          format="hex"
          withEyeDropper={false}
          swatches={colours}
          value={String(settings.colour ?? colours[0])}
          onChange={(colour) => set({ colour })}
          error={form.refused('settings/colour') && t('doesNotFit')}
          maw={220}
        />
        <div className="channel-grid">
          <Textarea
            label={t('greetingZh')}
            value={greeting.zh}
            onChange={(e) => set({ greeting: { ...greeting, zh: e.currentTarget.value } })}
            maxLength={500}
            autosize
            minRows={2}
            required
          />
          <Textarea
            label={t('greetingEn')}
            value={greeting.en}
            onChange={(e) => set({ greeting: { ...greeting, en: e.currentTarget.value } })}
            maxLength={500}
            autosize
            minRows={2}
            required
          />
        </div>
      </Step>
      <Step title={t('webAsk')} text={t('webAskText')}>
        <AskedFields form={form} />
      </Step>
      <Step title={t('webSites')} text={t('webSitesText')}>
        <TagsInput
          label={t('sites')}
          description={t('sitesHint')}
          value={listOf(settings.sites)}
          onChange={(sites) => set({ sites: [...new Set(sites.map(siteOf))] })}
          placeholder="https://www.example.com"
          maxTags={50}
          error={form.refused('settings/sites') && t('doesNotFit')}
        />
        <Switch
          label={t('onlyNamed')}
          description={t('onlyNamedHint')}
          checked={settings.onlyNamed === true}
          onChange={(e) => set({ onlyNamed: e.currentTarget.checked })}
        />
        {(settings.onlyNamed === true || form.holds('identity')) && (
          <SecretInput form={form} name="identity" label={t('identity')} description={t('identityHint')} />
        )}
      </Step>
    </>
  );
}

function AskedFields({ form: { settings, set } }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const asked = (Array.isArray(settings.ask) ? settings.ask : []) as Asked;
  const change = (field: Field, how: string): void => {
    const next = (Object.keys(fields) as Field[]).flatMap((one) => {
      const was = asked.find((each) => each.field === one);
      if (one !== field) return was ? [was] : [];
      return how === 'no' ? [] : [{ field: one, required: how === 'must' }];
    });
    set({ ask: next });
  };
  return (
    <div className="channel-grid">
      {(Object.keys(fields) as Field[]).map((field) => {
        const was = asked.find((one) => one.field === field);
        return (
          <Select
            key={field}
            label={t(fields[field])}
            allowDeselect={false}
            data={[
              { value: 'no', label: t('askNo') },
              { value: 'may', label: t('askMay') },
              { value: 'must', label: t('askMust') },
            ]}
            value={was ? (was.required ? 'must' : 'may') : 'no'}
            onChange={(how) => how && change(field, how)}
          />
        );
      })}
    </div>
  );
}

/** What is done with a widget once it is kept: a line for the site, or a link to the chat itself. */
export function WebAfter({ account: { id, chat = '' } }: { account: ChannelSetup }) {
  const { t } = useTranslation('channels');
  const house = chat.slice(0, chat.lastIndexOf('/widget/'));
  return (
    <Step title={t('webPut')} text={t('webPutText')}>
      <CopyLine
        label={t('webLine')}
        text={`<script async src="${house}/widget.js" data-account="${id}"></script>`}
        hint={t('webLineHint')}
      />
      <CopyLine label={t('webLink')} text={chat} hint={t('webLinkHint')} />
      <p>
        <a href={chat} target="_blank" rel="noopener noreferrer">
          {t('webTry')}
        </a>
      </p>
    </Step>
  );
}
