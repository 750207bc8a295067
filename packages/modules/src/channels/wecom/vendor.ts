import type { At } from '../adapter.ts';
import { addressOf, askOnce, textOf, type Vendor } from '../wechat/vendor-api.ts';
import type { WecomSettings } from './settings.ts';

/** Used five minutes less than it holds. */
const spare = 300;

/** Tokens by gettoken (developer.work.weixin.qq.com/document/path/91039); asked again, it answers the same one. */
async function makeToken(at: At<WecomSettings>): Promise<{ value: string; ttl: number }> {
  const query = { corpid: at.settings.corpId, corpsecret: at.secret('secret') };
  const answer = await askOnce(at, addressOf(at.settings.api, '/cgi-bin/gettoken', query), {});
  return { value: textOf(answer, 'access_token'), ttl: Math.max(60, Number(answer.expires_in ?? 0) - spare) * 1000 };
}

export const service: Vendor<WecomSettings> = {
  base: ({ api }) => api,
  makeToken,
  voidToken: new Set([40014, 42001]),
};
