import { Select, TagsInput, Textarea } from '@mantine/core';
import type { ChannelSetup } from '@rapport/contract';
import { IconAlertTriangle, IconCircleCheck, IconHourglass } from '@tabler/icons-react';
import { shortTimeOf } from '../../../app/times.ts';
import { useTranslation } from '../../../app/translation.tsx';
import { useClock } from '../../../app/use-clock.ts';
import { troubleWord } from '../trouble.ts';
import { CopyLine, NameInput, SecretInput, SettingInput, Step } from './parts.tsx';
import { Renew } from './renew.tsx';
import type { Saved, Settings, SetUp } from './use-set-up.ts';

const callbackSecrets = ['token', 'aesKey'] as const;

export const wechatBegin: Settings = { appId: '', account: 'service' };
export const wecomBegin: Settings = { corpId: '', openKfIds: [] };

/** An Official Account or a mini-program: who it is at WeChat. */
export function WechatSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  return (
    <Step title={t('wechatIds')} text={t('wechatIdsText')}>
      <NameInput form={form} hint={t('wechatNameHint')} />
      <Select
        label={t('wechatKind')}
        allowDeselect={false}
        data={[
          { value: 'service', label: t('wechatService') },
          { value: 'subscription', label: t('wechatSubscription') },
          { value: 'mini-program', label: t('wechatMini') },
        ]}
        value={String(form.settings.account ?? 'service')}
        onChange={(account) => account && form.set({ account })}
      />
      <SettingInput
        form={form}
        of="appId"
        label={t('appId')}
        description={t('appIdHint')}
        pattern="wx[0-9a-f]{16}"
        placeholder="wx0123456789abcdef"
        required
      />
      <SecretInput form={form} name="appSecret" label={t('appSecret')} description={t('appSecretHint')} required />
      {/* Nobody follows a mini-program. */}
      {form.settings.account !== 'mini-program' && <WelcomeInput form={form} hint={t('welcomeFollowHint')} />}
      <p className="admin-note">{t('whitelistNote')}</p>
    </Step>
  );
}

/** The customer service of WeCom: which company, which of its service accounts. */
export function WecomSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const { settings, set } = form;
  return (
    <Step title={t('wecomIds')} text={t('wecomIdsText')}>
      <NameInput form={form} hint={t('wechatNameHint')} />
      <SettingInput
        form={form}
        of="corpId"
        label={t('corpId')}
        description={t('corpIdHint')}
        pattern="w[wmx][0-9a-zA-Z]{8,30}"
        placeholder="ww0123456789abcdef"
        required
      />
      <TagsInput
        label={t('openKfIds')}
        description={t('openKfIdsHint')}
        value={Array.isArray(settings.openKfIds) ? (settings.openKfIds as string[]) : []}
        onChange={(openKfIds) => set({ openKfIds })}
        placeholder="wk…"
        maxTags={50}
        error={form.refused('settings/openKfIds') && t('doesNotFit')}
        required
      />
      <SecretInput form={form} name="secret" label={t('wecomSecret')} description={t('wecomSecretHint')} required />
      <WelcomeInput form={form} hint={t('welcomeEnterHint')} />
      <p className="admin-note">{t('whitelistNote')}</p>
    </Step>
  );
}

/** What the account says by itself to whoever comes. */
function WelcomeInput({ form, hint }: { form: SetUp; hint: string }) {
  const { t } = useTranslation('channels');
  const { welcome } = form.settings;
  return (
    <Textarea
      label={t('welcome')}
      description={hint}
      value={typeof welcome === 'string' ? welcome : ''}
      onChange={(e) => form.set({ welcome: e.currentTarget.value === '' ? undefined : e.currentTarget.value })}
      error={form.refused('settings/welcome') && t('doesNotFit')}
      maxLength={600}
      autosize
      minRows={2}
      maxRows={8}
    />
  );
}

interface AfterProps {
  account: ChannelSetup;
  /** What the house has just made, shown this once. */
  made: Readonly<Record<string, string>>;
  onMade(saved: Saved): void;
}

/** What is typed in at the vendor's once the account is kept; and whether the vendor has called since. */
export function CallbackAfter({ account, made, onMade }: AfterProps) {
  const { t } = useTranslation('channels');
  const shown = made.token !== undefined || made.aesKey !== undefined;
  return (
    <Step title={t('callback')} text={t(account.kind === 'wecom' ? 'wecomCallbackText' : 'wechatCallbackText')}>
      {account.webhook && <CopyLine label={t('callbackUrl')} text={account.webhook} />}
      {made.token !== undefined && <CopyLine label="Token" text={made.token} />}
      {made.aesKey !== undefined && <CopyLine label="EncodingAESKey" text={made.aesKey} />}
      <p className="admin-note">{t(shown ? 'shownOnce' : 'shownBefore')}</p>
      {!shown && <Renew account={account} secrets={callbackSecrets} onMade={onMade} />}
      <FirstCall account={account} />
    </Step>
  );
}

function FirstCall({ account }: { account: ChannelSetup }) {
  const { t } = useTranslation('channels');
  const clock = useClock();
  const calls = account.tending.find(({ what }) => what === 'call');
  if (calls?.trouble)
    return (
      <p className="channel-state" data-tone="wrong" role="status">
        <IconAlertTriangle size={18} aria-hidden /> {t(troubleWord(calls.trouble.code) ?? 'troubleSignature')}
      </p>
    );
  if (calls?.goodAt === undefined)
    return (
      <p className="channel-state" data-tone="note" role="status">
        <IconHourglass size={18} aria-hidden /> {t('waitsForCall')}
      </p>
    );
  return (
    <p className="channel-state" data-tone="good" role="status">
      <IconCircleCheck size={18} aria-hidden /> {t('calledAt', { time: shortTimeOf(calls.goodAt, clock) })}
    </p>
  );
}
