import { Fault } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import type { ChannelAdapter } from './adapter.ts';
import { apiAdapter } from './api/adapter.ts';
import { emailAdapter } from './email/adapter.ts';
import { tokenHosts } from './email/token-question.ts';
import { manualAdapters } from './manual/adapter.ts';
import { webAdapter } from './web/adapter.ts';
import { wechatAdapter } from './wechat/adapter.ts';
import { wecomAdapter } from './wecom/adapter.ts';

/** As an adapter stands among others: what its settings are is its own matter. */
export type AnyAdapter = ChannelAdapter<unknown>;

/** Every adapter of the product. */
const builtIn: readonly AnyAdapter[] = [apiAdapter, webAdapter, wechatAdapter, wecomAdapter, ...manualAdapters];

/** The adapters of a house by kind; tests bring more. Servers of mail may stand inside, where a house names their addresses. */
export function adaptersOf({ config, keep }: Platform): Map<string, AnyAdapter> {
  const email = emailAdapter((address, port) => config.allowAddresses.includes(`${address}:${port}`), keep(tokenHosts));
  return new Map([...builtIn, email as AnyAdapter].map((one) => [one.kind, one]));
}

/** @throws Fault `not-found` */
export function adapterOf(platform: Platform, kind: string): ChannelAdapter {
  const adapter = platform.keep(adaptersOf).get(kind);
  if (!adapter) throw new Fault('not-found', { what: 'channel' });
  return adapter;
}
