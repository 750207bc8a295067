import type { At } from '../adapter.ts';
import type { WechatSettings } from './settings.ts';
import { addressOf, askOnce, textOf, type Vendor } from './vendor-api.ts';

/** A token is used five minutes less than it holds: the vendor hands out the next one by then. */
const spare = 300;

/** Tokens by 接口调用凭据 (developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken, read 2026-11). */
async function makeToken({ settings, secret, fetch, ...at }: At<WechatSettings>): Promise<{ value: string; ttl: number }> {
  const credential = { grant_type: 'client_credential', appid: settings.appId, secret: secret('appSecret') };
  const asked =
    settings.tokenFrom === 'stable_token'
      ? { url: addressOf(settings.api, '/cgi-bin/stable_token'), body: credential }
      : { url: addressOf(settings.api, '/cgi-bin/token', credential) };
  const answer = await askOnce({ settings, secret, fetch, ...at }, asked.url, asked);
  return { value: textOf(answer, 'access_token'), ttl: Math.max(60, Number(answer.expires_in ?? 0) - spare) * 1000 };
}

export const official: Vendor<WechatSettings> = {
  base: ({ api }) => api,
  makeToken,
  voidToken: new Set([40001, 40014, 42001]),
};
