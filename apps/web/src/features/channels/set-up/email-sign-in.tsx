import { Select, TextInput } from '@mantine/core';
import { useTranslation } from '../../../app/translation.tsx';
import { CopyLine, SecretInput, Step } from './parts.tsx';
import type { Settings, SetUp } from './use-set-up.ts';

/** Ways of signing in at a mailbox, each with the secrets it shows. */
const secretsOf = {
  password: ['password', 'outgoingPassword'],
  microsoft: ['clientSecret'],
  google: ['serviceKey'],
} as const;
type Way = keyof typeof secretsOf;

type SignIn = Readonly<Record<string, Settings[string]>>;

const signInOf = ({ settings }: SetUp): SignIn => (settings.signIn ?? { by: 'password' }) as SignIn;
const wordOf = (signIn: SignIn, name: string): string => (typeof signIn[name] === 'string' ? (signIn[name] as string) : '');

/** Another way of signing in: what the ways before it kept secret goes with them. What was typed in stays while the way does. */
export function signInBy(form: SetUp, next: SignIn & { by: Way }): SignIn {
  const now = signInOf(form);
  for (const [way, names] of Object.entries(secretsOf))
    for (const name of names) if (form.holds(name)) form.setSecret(name, way === next.by ? '' : null);
  return now.by === next.by ? { ...now, ...next } : next;
}

/** How the account shows who it is, at both of its servers. */
export function SignInStep({ form, user }: { form: SetUp; user: string }) {
  const { t } = useTranslation('channels');
  const signIn = signInOf(form);
  const ways: Record<Way, string> = { password: t('byPassword'), microsoft: t('byMicrosoft'), google: t('byGoogle') };
  return (
    <Step title={t('mailSignIn')} text={t('mailSignInText')}>
      <Select
        label={t('signInWay')}
        allowDeselect={false}
        data={Object.entries(ways).map(([value, label]) => ({ value, label }))}
        value={String(signIn.by)}
        onChange={(by) => by && form.set({ signIn: signInBy(form, { by: by as Way }) })}
      />
      {signIn.by === 'microsoft' && <MicrosoftFields form={form} user={user} />}
      {signIn.by === 'google' && (
        <>
          <ol className="channel-guide">
            <li>{t('googleProject')}</li>
            <li>{t('googleDelegation')}</li>
            <li>{t('googleImap')}</li>
          </ol>
          <CopyLine label={t('googleScope')} text="https://mail.google.com/" />
          <SecretInput form={form} name="serviceKey" label={t('serviceKey')} description={t('serviceKeyHint')} required />
        </>
      )}
      {signIn.by === 'password' && (
        <SecretInput
          form={form}
          name="password"
          label={t('mailPassword')}
          description={t('mailPasswordHint')}
          required={(form.settings.comes as SignIn | undefined)?.by === 'imap'}
        />
      )}
    </Step>
  );
}

/** An app of the organization's own: what is done in the Entra admin center, and what is copied from there. */
function MicrosoftFields({ form, user }: { form: SetUp; user: string }) {
  const { t } = useTranslation('channels');
  const signIn = signInOf(form);
  const put = (change: SignIn): void => form.set({ signIn: { ...signIn, ...change } });
  const client = wordOf(signIn, 'client');
  return (
    <>
      <Select
        label={t('cloud')}
        allowDeselect={false}
        data={[
          { value: 'global', label: t('cloudGlobal') },
          { value: 'china', label: t('cloudChina') },
        ]}
        value={wordOf(signIn, 'cloud') || 'global'}
        onChange={(cloud) => cloud && put({ cloud })}
      />
      <ol className="channel-guide">
        <li>{t('entraApp')}</li>
        <li>{t('entraSecret')}</li>
        <li>{t('entraPermissions')}</li>
        <li>{t('entraMailbox')}</li>
      </ol>
      {(['tenant', 'client'] as const).map((name) => (
        <TextInput
          key={name}
          label={t(name === 'tenant' ? 'tenantId' : 'clientId')}
          value={wordOf(signIn, name)}
          onChange={(e) => put({ [name]: e.currentTarget.value.trim() })}
          placeholder="00000000-0000-0000-0000-000000000000"
          error={form.refused(`settings/signIn/${name}`) && t('doesNotFit')}
          autoComplete="off"
          required
        />
      ))}
      <SecretInput form={form} name="clientSecret" label={t('clientSecret')} description={t('clientSecretHint')} required />
      <CopyLine
        label={t('exchangeLines')}
        hint={t('exchangeLinesHint')}
        text={[
          `Connect-ExchangeOnline${signIn.cloud === 'china' ? ' -ExchangeEnvironmentName O365China' : ''}`,
          `New-ServicePrincipal -AppId ${client || '<APP_ID>'} -ObjectId <OBJECT_ID>`,
          `Add-MailboxPermission -Identity ${user || '<MAILBOX>'} -User <OBJECT_ID> -AccessRights FullAccess`,
          `Set-CASMailbox -Identity ${user || '<MAILBOX>'} -SmtpClientAuthenticationDisabled $false`,
        ].join('\n')}
      />
    </>
  );
}
