import type { GivenDatum, GivenHandle } from '@rapport/contract';
import type { Own } from './card.ts';

type Use = GivenDatum['use'];

/** Where a column of a table goes. */
export type Column =
  | { to: 'handle'; kind: GivenHandle['kind']; use: Use }
  | { to: 'datum'; field: string; use: Use }
  | { to: 'id' | 'name' | 'first' | 'last' | 'company' | 'isCompany' | 'labels' | 'remark' | 'known' }
  | undefined;

const uses: readonly [RegExp, Use][] = [
  [/^(work|business|office|company main)\b|^(工作|办公|单位|公司)(?!$)|\b(work|business)$/u, 'work'],
  [/^(home|private|personal)\b|^(家庭|住宅|私人|个人|家)(?!$)|\b(home|private)$/u, 'home'],
];

const handles: readonly [RegExp, GivenHandle['kind']][] = [
  [/fax|传真/u, 'fax'],
  [/^e mail( address)?$|^email( address)?$|^mail$|邮箱|电子邮件|邮件地址|^邮件$/u, 'email'],
  [
    /^(mobile|cell|cellular|primary|main|other)?( ?)(phone|telephone|tel|mobile|cell)( number)?$|手机|电话|固话|座机|联系方式/u,
    'phone',
  ],
  [/^wechat( id)?$|^微信号?$/u, 'wechat'],
];

const fields: readonly [RegExp, string][] = [
  [/^(job )?title$|^position$|^职位$|^职务$|^头衔$|^岗位$/u, 'title'],
  [/^(postal |street )?address( formatted)?$|^地址$|^住址$|^通讯地址$/u, 'address'],
  [/^(web ?site|url|web page|homepage)$|^网站$|^网址$|^主页$/u, 'website'],
  [/^(birthday|date of birth|born)$|^生日$|^出生日期$/u, 'birthday'],
  [/^language$|^语言$/u, 'language'],
  [/^time ?zone$|^时区$/u, 'timeZone'],
  [/^kind$|^类型$|^身份$/u, 'kind'],
  [/^(customer )?type$|^客户类型$|^客户类别$|^客户分类$/u, 'type'],
];

const plain: readonly [RegExp, 'id' | 'name' | 'first' | 'last' | 'company' | 'isCompany' | 'labels' | 'remark' | 'known'][] = [
  [/^(id|uid|key|contact id)$|^编号$|^客户编号$/u, 'id'],
  [
    /^(name|full name|display name|contact|contact name|file as)$|^(姓名|名称|联系人|客户名称|客户姓名|联系人姓名|名字)$/u,
    'name',
  ],
  [/^(first|given) name$|^名$/u, 'first'],
  [/^(last|family) name$|^surname$|^姓$/u, 'last'],
  [/^is company$|^是否公司$|^公司客户$/u, 'isCompany'],
  [
    /^(company|company name|organi[sz]ation|organi[sz]ation name|employer|account name)$|^(公司|公司名称|单位|单位名称|企业|企业名称)$/u,
    'company',
  ],
  [/^(labels?|tags?|categories|group membership|groups?)$|^(标签|分组)$/u, 'labels'],
  [/^(remarks?|notes?|comments?|description)$|^(备注|说明)$/u, 'remark'],
  [/^(owner|archived|changed at|created at)$|^(负责人|已归档|更新时间)$/u, 'known'],
];

const bare = (header: string): string =>
  header
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[_\-\s/]+/g, ' ')
    // As Google and Outlook number what there may be several of.
    .replace(/ (value|formatted)$/, '')
    .replace(/ ?\d+$/, '')
    .trim();

const found = <T>(list: readonly (readonly [RegExp, T])[], text: string): T | undefined =>
  list.find(([pattern]) => pattern.test(text))?.[1];

/** Where a column goes by its heading, in Chinese or English, as address books and Rapport's own export name it. */
export function columnOf(header: string, own: Own): Column {
  const as = header.trim();
  const field = [...own.fields.values()].find((one) => [`x-${one.key}`, one.names.zh, one.names.en].includes(as));
  if (field) return { to: 'datum', field: `x-${field.key}`, use: 'other' };
  const text = bare(header);
  const to = found(plain, text);
  if (to) return { to };
  const use = found(uses, text) ?? 'other';
  const rest = text
    .replace(/^(work|business|office|home|private|personal|other|工作|办公|单位|公司|家庭|住宅|私人|个人) ?/u, '')
    .replace(/ (work|business|home|private)$/u, '');
  const kind = found(handles, rest);
  if (kind) return { to: 'handle', kind, use };
  const known = found(fields, rest) ?? found(fields, text);
  if (!known) return undefined;
  return { to: 'datum', field: known, use: known === 'address' || known === 'website' ? use : 'other' };
}
