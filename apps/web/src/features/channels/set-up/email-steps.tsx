import { NumberInput, Select, Switch, TagsInput, TextInput } from '@mantine/core';
import { useTranslation } from '../../../app/translation.tsx';
import { SignInStep, signInBy } from './email-sign-in.tsx';
import { type MailProvider, mailProviders, providerOfAddress, providerOfHost } from './mail-providers.ts';
import { NameInput, SecretInput, Step } from './parts.tsx';
import type { Settings, SetUp } from './use-set-up.ts';

type Server = Readonly<Record<string, Settings[string]>>;

export const emailBegin: Settings = {
  address: '',
  comes: { by: 'imap', host: '', port: 993, security: 'tls', user: '' },
  goes: { host: '', port: 465, security: 'tls' },
  signIn: { by: 'password' },
  tags: false,
};

const serverOf = (settings: Settings, name: 'comes' | 'goes'): Server => (settings[name] ?? {}) as Server;
const wordOf = (server: Server, name: string): string => (typeof server[name] === 'string' ? (server[name] as string) : '');

/** Without a name nobody signs in there. */
const signedIn = (server: Server): Server =>
  server.user === '' ? Object.fromEntries(Object.entries(server).filter(([name]) => name !== 'user')) : server;

/** A mailbox: where its mail comes from, where ours goes, and how we sign in there. */
export function EmailSteps({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const { settings, set } = form;
  const [comes, goes] = [serverOf(settings, 'comes'), serverOf(settings, 'goes')];
  const provider = providerOfHost(wordOf(comes, 'host'));
  const take = (one: MailProvider, address: string): void =>
    set({
      address,
      comes: { ...comes, ...one.imap, by: 'imap', user: wordOf(comes, 'user') || address },
      goes: signedIn({ ...goes, ...one.smtp, user: wordOf(goes, 'user') || address }),
      signIn: signInBy(form, one.signIn ?? { by: 'password' }),
      tags: one.tags,
    });
  /** The name at the servers is the address, until somebody writes another. */
  const setAddress = (address: string): void => {
    const before = String(settings.address ?? '');
    const follow = (server: Server): Server => (wordOf(server, 'user') === before ? { ...server, user: address } : server);
    const one = wordOf(comes, 'host') === '' ? providerOfAddress(address) : undefined;
    if (one) return take(one, address);
    set({ address, comes: { ...follow(comes) }, ...(settings.goes ? { goes: signedIn(follow(goes)) } : {}) });
  };
  return (
    <>
      <Step title={t('mailAddress')} text={t('mailAddressText')}>
        <TextInput
          label={t('address')}
          type="email"
          value={String(settings.address ?? '')}
          onChange={(e) => setAddress(e.currentTarget.value.trim())}
          error={form.refused('settings/address') && t('doesNotFit')}
          required
          data-autofocus={form.account === undefined || undefined}
        />
        <NameInput form={form} hint={t('mailNameHint')} />
      </Step>
      <Step title={t('mailProvider')} text={t('mailProviderText')}>
        <Select
          label={t('provider')}
          placeholder={t('providerOther')}
          clearable
          data={mailProviders.map(({ id, name, domains }) => ({
            value: id,
            label: domains[0] ? `${t(name)} (${domains[0]})` : t(name),
          }))}
          value={provider?.id ?? null}
          onChange={(id) => {
            const one = mailProviders.find((each) => each.id === id);
            if (one) take(one, String(settings.address ?? ''));
          }}
        />
        {provider && <p className="admin-note">{t(provider.hint)}</p>}
        <ComesFields form={form} />
      </Step>
      <GoesStep form={form} />
      <SignInStep form={form} user={wordOf(comes, 'user') || wordOf(goes, 'user')} />
      <Step title={t('mailMore')}>
        <Switch
          label={t('mailTags')}
          description={t('mailTagsHint')}
          checked={settings.tags !== false}
          onChange={(e) => set({ tags: e.currentTarget.checked })}
        />
        <TagsInput
          label={t('mailOthers')}
          description={t('mailOthersHint')}
          value={Array.isArray(settings.addresses) ? (settings.addresses as string[]) : []}
          onChange={(addresses) => set({ addresses })}
          error={form.refused('settings/addresses') && t('doesNotFit')}
        />
        <NumberInput
          label={t('mailPerDay')}
          description={t('mailPerDayHint')}
          value={typeof settings.perDay === 'number' ? settings.perDay : ''}
          min={1}
          max={1_000_000}
          maw={260}
          onChange={(value) => set({ perDay: value === '' ? undefined : Number(value) })}
        />
      </Step>
    </>
  );
}

function ComesFields({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const { settings, set } = form;
  const comes = serverOf(settings, 'comes');
  if (comes.by !== 'imap') return <p className="admin-note">{t(comes.by === 'smtp' ? 'mailDoor' : 'mailNothing')}</p>;
  const put = (change: Server): void => set({ comes: { ...comes, ...change } });
  return (
    <>
      <ServerFields form={form} at="comes" label={t('imapHost')} server={comes} put={put} />
      <Switch
        label={t('backlog')}
        description={t('backlogHint')}
        checked={comes.backlog === 'all'}
        onChange={(e) => put({ backlog: e.currentTarget.checked ? 'all' : 'none' })}
      />
    </>
  );
}

function GoesStep({ form }: { form: SetUp }) {
  const { t } = useTranslation('channels');
  const { settings, set } = form;
  const goes = serverOf(settings, 'goes');
  const on = settings.goes !== undefined;
  return (
    <Step title={t('mailOut')} text={t('mailOutText')}>
      <Switch
        label={t('mailSends')}
        checked={on}
        onChange={(e) => set({ goes: e.currentTarget.checked ? { ...(emailBegin.goes as Server) } : undefined })}
      />
      {on && (
        <>
          <ServerFields
            form={form}
            at="goes"
            label={t('smtpHost')}
            server={goes}
            put={(change) => set({ goes: signedIn({ ...goes, ...change }) })}
          />
          {form.holds('outgoingPassword') && <SecretInput form={form} name="outgoingPassword" label={t('outgoingPassword')} />}
        </>
      )}
    </Step>
  );
}

interface ServerProps {
  form: SetUp;
  at: 'comes' | 'goes';
  label: string;
  server: Server;
  put(change: Server): void;
}

function ServerFields({ form, at, label, server, put }: ServerProps) {
  const { t } = useTranslation('channels');
  const wrong = form.health?.ok === false && form.health.step === at;
  const host = server.host ?? '';
  return (
    <div className="channel-server" data-wrong={wrong || undefined}>
      <TextInput
        className="grow"
        label={label}
        value={String(host)}
        onChange={(e) => put({ host: e.currentTarget.value.trim() })}
        error={form.refused(`settings/${at}/host`) && t('doesNotFit')}
        required
      />
      <NumberInput
        label={t('port')}
        w={96}
        min={1}
        max={65_535}
        hideControls
        value={typeof server.port === 'number' ? server.port : ''}
        onChange={(value) => put({ port: Number(value) })}
        required
      />
      <Select
        label={t('security')}
        w={170}
        allowDeselect={false}
        data={[
          { value: 'tls', label: t('securityTls') },
          { value: 'starttls', label: t('securityStarttls') },
          { value: 'none', label: t('securityNone') },
        ]}
        value={String(server.security ?? 'tls')}
        onChange={(value) => value && put({ security: value })}
      />
      <TextInput
        className="grow"
        label={t('user')}
        value={wordOf(server, 'user')}
        onChange={(e) => put({ user: e.currentTarget.value.trim() })}
        error={form.refused(`settings/${at}/user`) && t('doesNotFit')}
        required={at === 'comes'}
        autoComplete="off"
      />
    </div>
  );
}
