import { Button, ColorInput, Select, Switch, TagsInput, Textarea } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { IconExternalLink } from '@tabler/icons-react';
import { toDataURL } from 'qrcode';
import { useEffect, useState } from 'react';
import { useTranslation } from '../../../app/translation.tsx';
import { LocalLink } from '../../access/local-link.tsx';
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
          <>
            <SecretInput form={form} name="identity" label={t('identity')} description={t('identityHint')} />
            <CopyLine
              label={t('identityTag')}
              text={tagOf(location.origin, form.account?.id ?? '…', ' data-user="…" data-hash="…"')}
              hint={t('identityTagHint')}
            />
          </>
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

/** The one line of a site's pages. */
const tagOf = (house: string, account: string, more = ''): string =>
  `<script async src="${house}/widget.js" data-account="${account}"${more}></script>`;

/** What is done with a widget once it is kept: a line for the site, or a link to the chat itself. */
export function WebAfter({ account: { id, chat = '' } }: { account: ChannelSetup }) {
  const { t } = useTranslation('channels');
  const house = chat.slice(0, chat.lastIndexOf('/widget/'));
  return (
    <Step title={t('webPut')} text={t('webPutText')}>
      <CopyLine label={t('webLine')} text={tagOf(house, id)} hint={t('webLineHint')} />
      <CopyLine label={t('webLink')} text={chat} hint={t('webLinkHint')} />
      <QrCode url={chat} />
      <LocalLink link={chat} />
      <p>
        <Button
          variant="default"
          leftSection={<IconExternalLink size={16} />}
          renderRoot={(props) => <a href={chat} target="_blank" rel="noopener noreferrer" {...props} />}
        >
          {t('webTry')}
        </Button>
      </p>
    </Step>
  );
}

/** The chat for whoever stands before a counter or a parcel: the same page, by a picture. */
function QrCode({ url }: { url: string }) {
  const { t } = useTranslation('channels');
  const [picture, setPicture] = useState('');
  useEffect(() => {
    toDataURL(url, { margin: 2, width: 512 }).then(setPicture, () => setPicture(''));
  }, [url]);
  if (picture === '') return null;
  return (
    <div className="channel-copy">
      <span className="channel-copy-label">{t('webQr')}</span>
      <img className="channel-qr" src={picture} alt={t('webQr')} width={160} height={160} />
      <span className="dim admin-small">
        {t('webQrHint')} ·{' '}
        <a href={picture} download="chat.png">
          {t('webQrSave')}
        </a>
      </span>
    </div>
  );
}
