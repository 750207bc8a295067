import type { At, VendorTemplate } from '../adapter.ts';
import { official } from './official.ts';
import type { WechatSettings } from './settings.ts';
import { ask, listOf, textOf } from './vendor-api.ts';

/** Longest that is shown of what the vendor holds (characters). */
const most = 2_000;

/** Its keywords in their order, each with what stands before it on its line: `订单编号：{{character_string1.DATA}}`. */
export function keywordsOf(content: string): VendorTemplate['fields'] {
  const fields = new Map<string, string>();
  for (const line of content.split('\n'))
    for (const [, before, keyword] of line.matchAll(/([^{}]*)\{\{\s*([a-zA-Z]\w{0,39})\.DATA\s*\}\}/g))
      if (!fields.has(keyword!)) fields.set(keyword!, before!.replace(/[:：\s]+$/, '').trim());
  return [...fields].slice(0, 20).map(([keyword, label]) => ({ keyword, label }));
}

/** The templates of a service account (doc/service/api/notify/template/api_getalltemplates, read 2026-11); of others there are none. */
export async function vendorTemplates(at: At<WechatSettings>): Promise<VendorTemplate[]> {
  if (at.settings.account !== 'service') return [];
  const answer = await ask(official, at, '/cgi-bin/template/get_all_private_template', {});
  return (
    listOf(answer, 'template_list')
      .map((one) => {
        const content = textOf(one, 'content').slice(0, most);
        const title = textOf(one, 'title').slice(0, 80);
        return { id: textOf(one, 'template_id'), title, content, fields: keywordsOf(content) };
      })
      // What has no keyword is the vendor's own (订阅模板消息) and is sent otherwise.
      .filter(({ id, fields }) => id !== '' && fields.length > 0)
      .slice(0, 100)
  );
}
