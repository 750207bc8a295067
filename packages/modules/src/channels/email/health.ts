import { MailHostError, type MailSender } from '@rapport/platform';
import { type At, CredentialsRefused, type Health, MissingSecret } from '../adapter.ts';
import { troubleOf as codeOf } from '../policy.ts';
import { atMailbox } from './receive.ts';
import { outgoingServer } from './send.ts';
import type { EmailSettings } from './settings.ts';
import { requireToken, signedIn, type Wire } from './sign-in.ts';

interface Said {
  en: string;
  zh: string;
}

/** What stands in the way of a token, or of what it is shown for. What is done about it stands on the page. */
const ofTokens: Readonly<Record<string, Said>> = {
  'oauth-later': {
    en: 'Nobody gives an access token now: the service does not answer, or is busy.',
    zh: '暂时无法获取访问令牌：令牌服务没有应答，或正忙。',
  },
  'oauth-secret': { en: 'Microsoft refuses the client secret.', zh: '微软拒绝了客户端密码。' },
  'oauth-secret-ended': { en: 'The client secret has ended.', zh: '客户端密码已过期。' },
  'oauth-app': { en: 'The directory has no such app, or it is disabled there.', zh: '目录中没有这个应用，或应用已被停用。' },
  'oauth-tenant': { en: 'Microsoft has no such directory.', zh: '微软没有这个目录（租户）。' },
  'oauth-service': { en: 'The directory has no Exchange Online for the app.', zh: '该目录没有可供应用访问的Exchange Online。' },
  'oauth-blocked': { en: 'A policy of the directory keeps the app out.', zh: '目录的条件访问策略阻止了该应用。' },
  'oauth-refused': { en: 'No access token was given.', zh: '获取访问令牌的请求被拒绝。' },
  'oauth-consent-imap': {
    en: 'The app has no leave to read mail (IMAP.AccessAsApp).',
    zh: '应用没有收信权限（IMAP.AccessAsApp）。',
  },
  'oauth-consent-smtp': { en: 'The app has no leave to send mail (SMTP.SendAsApp).', zh: '应用没有发信权限（SMTP.SendAsApp）。' },
  'oauth-mailbox': { en: 'The mailbox does not let the app in.', zh: '邮箱没有授权给该应用。' },
  'oauth-smtp-off': { en: 'Sending by SMTP is switched off there.', zh: '该邮箱或组织已关闭SMTP发信。' },
  'oauth-key': { en: 'Google refuses the key of the service account.', zh: 'Google拒绝了服务账号的密钥。' },
  'oauth-delegation': {
    en: 'The service account may not act for this mailbox.',
    zh: '服务账号无权代表该邮箱。',
  },
  'oauth-gmail': { en: 'The mailbox does not let the service account in.', zh: '邮箱没有向服务账号开放。' },
};

const mailbox: Said = { en: 'mailbox', zh: '收信服务器' };
const outgoing: Said = { en: 'server for outgoing mail', zh: '发信服务器' };

const said = (en: string, zh: string): Health => ({ ok: false, detail: { en, zh } });

function troubleOf(error: unknown, where: Said): Health {
  const code = error instanceof CredentialsRefused ? error.message : codeOf(error);
  const known = ofTokens[code];
  if (known) return { ok: false, code, detail: known };
  return { ...ofServer(error, where), code: codeOf(error) };
}

function ofServer(error: unknown, where: Said): Health {
  if (error instanceof MissingSecret) return said('A password or key is missing.', '缺少密码或密钥。');
  const refused = error instanceof CredentialsRefused || (error instanceof MailHostError && error.reason === 'auth');
  if (refused) return said(`The ${where.en} refused the sign-in.`, `${where.zh}拒绝登录，请检查用户名和密码。`);
  if (!(error instanceof MailHostError)) throw error;
  if (error.reason === 'address')
    return said(
      `The ${where.en} is at an address that may not be reached; RAPPORT_ALLOW_ADDRESSES names exceptions.`,
      `${where.zh}的地址不允许访问；可在RAPPORT_ALLOW_ADDRESSES中列出例外。`,
    );
  return said(`The ${where.en} does not answer.`, `${where.zh}没有应答。`);
}

/** Whether we can sign in at both servers, and at whoever gives us tokens for them; the first step that fails. */
export async function healthOf(sender: MailSender, at: At<EmailSettings>, wire: Wire): Promise<Health> {
  const { comes, signIn } = at.settings;
  const goes = outgoingServer(at, wire);
  const user = comes.by === 'imap' ? comes.user : goes?.user;
  let step: 'signIn' | 'comes' | 'goes' = 'signIn';
  try {
    if (signIn.by !== 'password' && user !== undefined)
      await requireToken(at, wire, { server: comes.by === 'imap' ? 'comes' : 'goes', user });
    step = 'comes';
    if (comes.by === 'imap') await atMailbox(comes, at, wire, (box) => box.end(comes.folder));
    step = 'goes';
    if (goes?.user)
      await signedIn(at, wire, { server: 'goes', user: goes.user }, (shown) => sender.verify({ ...goes, ...shown }));
    else if (goes) await sender.verify(goes);
    return { ok: true };
  } catch (error) {
    return { ...troubleOf(error, step === 'goes' ? outgoing : mailbox), step };
  }
}
