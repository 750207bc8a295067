import type { At, ChannelAdapter, Health, VendorTemplate, WebhookAnswer, WebhookRequest } from '../adapter.ts';
import { keysOf, openCallback } from './callback.ts';
import { CallbackRefused } from './callback-box.ts';
import { readCallback } from './callback-text.ts';
import { healthOf } from './health.ts';
import { official } from './official.ts';
import { keyOf, readArrival } from './read-arrival.ts';
import { sendMessage } from './send.ts';
import { callbackSecretFields, type WechatSettings, wechatCapabilities, wechatSettings } from './settings.ts';
import { ask } from './vendor-api.ts';
import { vendorTemplates } from './vendor-templates.ts';

async function webhook(request: WebhookRequest, at: At<WechatSettings>): Promise<WebhookAnswer> {
  const { appId, mode } = at.settings;
  const opened = openCallback(request, { keys: keysOf(at, appId), mode, plainCheck: true, now: at.now() });
  if ('answer' in opened) return opened.answer;
  try {
    const key = keyOf(readCallback(opened.body), opened.body);
    // `success` tells the vendor not to repeat it and not to tell the person that the account is out of order.
    return { reply: { status: 200, body: 'success' }, arrivals: [{ key, raw: opened.body }] };
  } catch (error) {
    if (error instanceof CallbackRefused) return { refused: 'malformed', status: 400 };
    throw error;
  }
}

const health = (at: At<WechatSettings>): Promise<Health> =>
  healthOf(async () => {
    await ask(official, at, '/cgi-bin/getcallbackip', {});
    return undefined;
  });

async function templates(at: At<WechatSettings>): ReturnType<NonNullable<ChannelAdapter<WechatSettings>['templates']>> {
  let found: VendorTemplate[] = [];
  const said = await healthOf(async () => {
    found = await vendorTemplates(at);
    return undefined;
  });
  return { health: said, templates: found };
}

/** WeChat Official Accounts (service and subscription accounts) and mini-programs: callbacks in, customer-service messages out. */
export const wechatAdapter: ChannelAdapter<WechatSettings> = {
  kind: 'wechat',
  settings: wechatSettings,
  secrets: [{ name: 'appSecret', sentTo: ['api', 'appId'] }, ...callbackSecretFields],
  capabilities: wechatCapabilities,
  webhook,
  read: readArrival,
  send: sendMessage,
  health,
  templates,
};
