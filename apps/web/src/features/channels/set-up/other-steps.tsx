import type { ChannelSetup } from '@rapport/contract';
import { useTranslation } from '../../../app/translation.tsx';
import { CopyLine, NameInput, SettingInput, Step } from './parts.tsx';
import { Renew } from './renew.tsx';
import type { Saved, SetUp } from './use-set-up.ts';

const apiSecrets = ['inbound', 'outbound'] as const;

/** A program of one's own: where what we write is told. */
export function ApiSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  return (
    <Step title={t('apiOut')} text={t('apiOutText')}>
      <NameInput form={form} hint={t('apiNameHint')} />
      <SettingInput
        form={form}
        of="url"
        label={t('apiUrl')}
        description={t('apiUrlHint')}
        type="url"
        placeholder="https://shop.example.com/rapport"
        maxLength={500}
      />
      {form.moved('outbound') && <p className="admin-note">{t('apiMoved')}</p>}
    </Step>
  );
}

interface ApiProps {
  account: ChannelSetup;
  made: Readonly<Record<string, string>>;
  onMade(saved: Saved): void;
}

const exampleMessage = (text: string): string =>
  JSON.stringify({ type: 'message', data: { id: 'm-1', from: { id: 'customer-7', name: 'Li' }, text, thread: 'order-9' } });
const exampleReceipt = JSON.stringify({ type: 'receipt', data: { message: '…', state: 'delivered' } });

/** Where that program calls, and the secrets by which both sign. */
export function ApiAfter({ account, made, onMade }: ApiProps) {
  const { t } = useTranslation('channels');
  const shown = Object.keys(made).length > 0;
  return (
    <Step title={t('apiIn')} text={t('apiInText')}>
      {account.webhook && <CopyLine label={t('apiWebhook')} text={account.webhook} />}
      {made.inbound !== undefined && <CopyLine label={t('apiInbound')} text={made.inbound} />}
      {made.outbound !== undefined && <CopyLine label={t('apiOutbound')} text={made.outbound} />}
      <p className="admin-note">{t(shown ? 'shownOnce' : 'shownBefore')}</p>
      <CopyLine label={t('apiMessage')} text={exampleMessage(t('apiExample'))} />
      <CopyLine label={t('apiReceipt')} text={exampleReceipt} hint={t('apiAnswer')} />
      {!shown && <Renew account={account} secrets={apiSecrets} onMade={onMade} />}
    </Step>
  );
}

/** Telephone, visits, letters: nothing to connect. */
export function ManualSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  return (
    <Step title={t('manual')} text={t('manualText')}>
      <NameInput form={form} hint={t('manualNameHint')} />
    </Step>
  );
}
