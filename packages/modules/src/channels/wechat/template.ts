import type { Arrival, At, Outbound, Receipt, SendResult } from '../adapter.ts';
import { type Fields, wordsOf } from './callback-text.ts';
import { official } from './official.ts';
import { withinSecond } from './second.ts';
import { templatesOf, type WechatSettings, type WechatTemplate } from './settings.ts';
import { ask, type CodeTable, resultOf, textOf } from './vendor-api.ts';

/** Of the codes of message/template/send those that mean something of their own (全局返回码, read 2026-11). */
const codes: CodeTable = {
  // No such template; a value that its keyword does not take.
  40037: 'invalid',
  47003: 'invalid',
  // Not a follower; on the black list; has switched off what this account tells.
  43004: 'blocked',
  43019: 'blocked',
  43101: 'blocked',
};

type Data = Record<string, { value: string }>;

/** What stands in the keywords, or undefined where one would stand empty. */
export function dataOf(
  { fields }: Pick<WechatTemplate, 'fields'>,
  { text, to }: Pick<Outbound, 'text' | 'to'>,
): Data | undefined {
  const lines = text.split('\n').filter((one) => one.trim() !== '');
  const value = (what: string): string => {
    if (what === 'text') return text.trim();
    return what === 'name' ? (to[0]?.name ?? '') : (lines[Number(what) - 1] ?? '').trim();
  };
  const data: Data = {};
  for (const [keyword, pattern] of Object.entries(fields)) {
    let missing = false;
    const filled = pattern.replace(/\{(\w+)\}/g, (_, what: string) => {
      const words = value(what);
      missing ||= words === '';
      return words;
    });
    if (missing) return undefined;
    data[keyword] = { value: filled };
  }
  return data;
}

const invalid = (code: string): SendResult => ({ ok: false, class: 'invalid', code });

/**
 * Sends a template message (message/template/send, developers.weixin.qq.com/doc/service/api/notify/template, read 2026-11). What the vendor answers
 * says that it took it; `TEMPLATESENDJOBFINISH` tells what became of it.
 */
export async function sendTemplate(message: Outbound, id: string, at: At<WechatSettings>): Promise<SendResult> {
  const template = templatesOf(at.settings).find((one) => one.id === id);
  if (!template) return invalid('template-unknown');
  if (message.files.length > 0 || message.location) return invalid('template-files');
  const data = dataOf(template, message);
  if (!data) return invalid('template-field');
  const { url } = template;
  const body = {
    touser: message.handle,
    template_id: id,
    data,
    ...(url ? { url } : {}),
    // The vendor drops a second one within ten minutes; nobody promises it for longer.
    client_msg_id: message.id.replaceAll('-', ''),
  };
  try {
    const nativeId = textOf(await ask(official, at, '/cgi-bin/message/template/send', { body }), 'msgid');
    return { ok: true, state: 'accepted', ...(nativeId === '' ? {} : { nativeId }) };
  } catch (error) {
    return resultOf(error, codes, true);
  }
}

/** What became of a template message, by the vendor's event `TEMPLATESENDJOBFINISH`: `success`, `failed:user block`, `failed: system failed`. */
export function templateReceipt(fields: Fields, arrival: Arrival): Receipt {
  const status = wordsOf(fields, 'Status');
  const told = {
    key: arrival.key,
    nativeId: wordsOf(fields, 'MsgID'),
    at: withinSecond(Number(wordsOf(fields, 'CreateTime')), arrival),
  };
  if (status === 'success') return { ...told, state: 'sent' };
  const code = status
    .replace(/^failed:?/, '')
    .trim()
    .replace(/[^a-z]+/gi, '-')
    .slice(0, 40);
  return { ...told, state: 'failed', code: code === '' ? 'failed' : code };
}
