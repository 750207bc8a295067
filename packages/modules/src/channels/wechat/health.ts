import { GuardedFetchError } from '@rapport/platform';
import { type Health, MissingSecret } from '../adapter.ts';
import { troubleOf } from '../policy.ts';
import { NoToken, VendorRefused, VendorUnclear } from './vendor-api.ts';

const said = (en: string, zh: string): Health => ({ ok: false, detail: { en, zh } });

/** What an administrator can do about the codes that a wrong set-up brings. */
function ofCode(code: number): Health {
  if (code === 40001 || code === 40125) return said('The secret is not that of this account.', '密钥与该账号不符。');
  if (code === 40013) return said('There is no account of this id.', '没有这个ID的账号。');
  if (code === 40164 || code === 60020 || code === 61004)
    return said(
      'The address of this server is not on the account’s list of allowed addresses.',
      '本服务器的IP不在该账号的白名单中。',
    );
  if (code === 48001 || code === 48002)
    return said('The account has no permission for this interface.', '该账号没有此接口的权限。');
  return said(`The vendor refused it (${code}).`, `平台拒绝了请求（${code}）。`);
}

/** Asks, and says in words what went wrong. `look` answers what is not right although it was answered. */
export async function healthOf(look: () => Promise<Health | undefined>): Promise<Health> {
  try {
    return (await look()) ?? { ok: true };
  } catch (error) {
    const cause = error instanceof NoToken ? error.cause : error;
    const code = troubleOf(cause);
    if (cause instanceof VendorRefused) return { ...ofCode(cause.code), code };
    if (cause instanceof MissingSecret) return { ...said('A secret is missing.', '缺少密钥。'), code };
    if (cause instanceof VendorUnclear || cause instanceof GuardedFetchError)
      return { code, ...said('The vendor’s API does not answer.', '平台接口没有应答。') };
    throw error;
  }
}
