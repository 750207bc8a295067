import type { Platform } from '@rapport/platform';
import { dayAt, zoneOffsetAt } from '@rapport/platform';
import { keptTemplate } from '../../../templates/index.ts';
import type { WalkedEvent, WalkedFile, WalkedMessage, WalkedPage, WalkedPeople } from '../walk-shape.ts';

type Version = WalkedMessage['versions'][number];
type Content = NonNullable<Version['content']>;

// Marks that turn the reading around, and what is not seen: a name with them shows as another.
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** A name on one line, without what nobody sees. */
export const plainName = (name: string): string => name.toWellFormed().replace(unseen, ' ').replace(/\s+/g, ' ').trim();

const two = (n: number): string => String(n).padStart(2, '0');

/** An instant by the clocks of a time zone, with how far they are ahead of UTC: `2026-11-22 08:05:00 +08:00`. */
export function localTime(timeZone: string, at: number): string {
  const offset = Math.round(zoneOffsetAt(timeZone, at) / 60_000);
  const day = dayAt(timeZone, at);
  const clock = new Date(at + zoneOffsetAt(timeZone, at)).toISOString().slice(11, 19);
  const ahead = Math.abs(offset);
  return `${day} ${clock} ${offset < 0 ? '-' : '+'}${two(Math.floor(ahead / 60))}:${two(ahead % 60)}`;
}

/** Words of a message with names in the place of mentions. */
export const readable = (text: string, people: WalkedPeople): string =>
  text
    .toWellFormed()
    .replace(/<@([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/g, (_, id: string) => `@${plainName(people.nameOf(id))}`)
    .replaceAll('<!all>', '@所有人/all');

/** Who said it, as it is called now; imported words may be signed with a name alone. */
export function senderOf({ sender, versions }: WalkedMessage, people: WalkedPeople): string {
  const name = sender === null ? versions.at(-1)?.content?.senderName : people.nameOf(sender);
  return plainName(name ?? '') || '—';
}

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(shown).join('; ')
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(shown).join(', ')
      : String(value);

type Label = { 'x-label'?: { zh?: string; en?: string } };
const labelOf = (field: unknown, name: string): string => {
  const { zh, en } = (field as Label | undefined)?.['x-label'] ?? {};
  return [zh, en].filter(Boolean).join(' / ') || name;
};

async function formLines(platform: Platform, form: NonNullable<Content['form']>): Promise<string[]> {
  const template = await keptTemplate(platform, form.template, form.version).catch(() => undefined);
  const fields: Record<string, unknown> = template?.definition.schema.properties ?? {};
  const { occurred, participants } = form;
  const rows: [string, unknown][] = [
    [
      '时间 / when',
      occurred && `${localTime(occurred.zone, occurred.from)}${occurred.to ? ` – ${localTime(occurred.zone, occurred.to)}` : ''}`,
    ],
    ['地点 / place', form.place],
    ['方式 / channel', form.channel],
    ['目的 / goal', form.goal],
    [
      '参加者 / participants',
      (participants ?? [])
        .map(({ name, organization, role }) => [name, organization, role].filter(Boolean).join(', '))
        .join('; '),
    ],
    ['摘要 / summary', form.summary],
    ['决定 / decisions', form.decisions],
    ['事项 / actions', (form.actions ?? []).map(({ what, owner, due }) => [what, owner, due].filter(Boolean).join(', '))],
    ...Object.entries(form.values ?? {}).map(([name, value]): [string, unknown] => [labelOf(fields[name], name), value]),
  ];
  return rows
    .filter(([, value]) => value !== undefined && shown(value) !== '')
    .map(([name, value]) => `${name}: ${shown(value)}`);
}

const supplementLines = ({ of, reason, source, words, occurred }: NonNullable<Content['supplement']>): string[] => [
  `补充记录 / supplement of #${of}: ${reason}`,
  `来源 / source: ${[source, words].filter(Boolean).join(', ')}; 发生于 / occurred: ${localTime(occurred.zone, occurred.from)}`,
];

const addressed = (all: readonly { address: string; name?: string | undefined }[] = []): string =>
  all.map(({ address, name }) => plainName(name && name !== address ? `${name} <${address}>` : address)).join('; ');

/** Of a message of a channel: which one, from whom or to whom, under which subject. */
function channelLines({ inbound, outward, private: note }: Content): string[] {
  const around = inbound ?? outward;
  const rows: [string, string | undefined][] = [
    ['仅同事可见 / among colleagues', note && '—'],
    ['渠道 / channel', around?.channel],
    ['发件人 / from', inbound?.address],
    ['收件人 / to', addressed(around?.to)],
    ['抄送 / cc', addressed(around?.cc)],
    ['主题 / subject', around?.subject],
    ['用途 / purpose', outward?.purpose],
  ];
  return rows.filter(([, value]) => value).map(([name, value]) => `${name}: ${plainName(value!)}`);
}

/** What an attachment is, with the digest of its bytes where they are there. */
export const attachmentLine = (a: NonNullable<Content['attachments']>[number], file: WalkedFile | undefined): string =>
  `附件 / attachment: ${plainName(a.name)} (${a.type}, ${a.size} bytes, ${file ? `SHA-256 ${file.digest}` : '内容已不存在 / bytes are gone'})`;

/** What a version says beside its words, a line each, in both languages. */
export async function besideLines(
  platform: Platform,
  { content }: Version,
  people: WalkedPeople,
  files: WalkedPage['files'],
): Promise<string[]> {
  if (!content) return [];
  const { quote, forward, location, card, form, supplement, urgent, attachments } = content;
  return [
    ...channelLines(content),
    ...(quote === undefined ? [] : [`引用 / quotes #${quote}`]),
    ...(forward
      ? [`转发自 / forwarded from ${plainName(forward.sender ? people.nameOf(forward.sender) : forward.senderName)}`]
      : []),
    ...(urgent === undefined ? [] : [`紧急 / urgent: ${urgent}`]),
    ...(location
      ? [`位置 / location: ${location.latitude}, ${location.longitude}${location.label ? ` (${location.label})` : ''}`]
      : []),
    ...(card === undefined ? [] : [`名片 / contact: ${plainName(people.nameOf(card))}`]),
    ...(supplement ? supplementLines(supplement) : []),
    ...(form ? await formLines(platform, form) : []),
    // Of a file that was taken out the name is gone, too.
    ...(attachments ?? []).filter(({ name }) => name !== '').map((one) => attachmentLine(one, files.get(one.file))),
  ];
}

/** What was taken out of a message for good, when and why, a line each. */
export const redactionLines = ({ redactions }: WalkedMessage, timeZone: string): string[] =>
  redactions.map(({ at, content }) => {
    const parts = [...new Set(content.records.flatMap((record) => record.parts))].join(', ');
    return `已遮盖 / taken out for good: ${parts}, ${localTime(timeZone, at)}${content.reason ? ` (${content.reason})` : ''}`;
  });

/** What happened to a message beside its words, a line each. */
export function aroundLines(message: WalkedMessage, people: WalkedPeople, timeZone: string): string[] {
  const time = (at: number) => localTime(timeZone, at);
  const { recalledAt, recalledBy, goneAt, state, occurredAt, at, reactions, signing, promises, labels, delivery } = message;
  return [
    ...(delivery ? [`送达 / delivery: ${[delivery.state, delivery.code].filter(Boolean).join(' ')}, ${time(delivery.at)}`] : []),
    ...(occurredAt !== null && message.late ? [`迟录 / recorded late: ${time(at)}`] : []),
    ...(state === 'erased' ? [`已依规删除 / erased: ${time(goneAt!)}`] : []),
    ...(state === 'withheld' ? [`已停用，待依规删除 / withheld until it may be erased: ${time(goneAt!)}`] : []),
    ...(state === 'recalled'
      ? [`已撤回 / recalled: ${time(recalledAt!)}${recalledBy ? `, ${plainName(people.nameOf(recalledBy))}` : ''}`]
      : []),
    ...(message.leftOut > 0 ? [`更早的版本未列出 / earlier versions left out: ${message.leftOut}`] : []),
    ...redactionLines(message, timeZone),
    ...(labels.length > 0 ? [`标签 / labels: ${labels.map(plainName).join(', ')}`] : []),
    ...reactions.map(({ emoji, user, at: when }) => `回应 / reaction: ${emoji} ${plainName(people.nameOf(user))}, ${time(when)}`),
    ...signing.map(({ content: c }) => {
      const words = [plainName(c.name), c.organization, c.words, time(c.at)].filter(Boolean).join(', ');
      return `签署 / ${c.kind} (v${c.version}): ${words}`;
    }),
    ...promises.map(
      (p) =>
        `承诺 / commitment: ${plainName(p.debtorName)} → ${plainName(p.creditorName)}: ${p.what}${p.due ? ` (${p.due})` : ''}, ${p.state}`,
    ),
  ];
}

const eventWords: Record<string, string> = {
  'conversation.created': '创建会话 / conversation created',
  'conversation.changed': '会话变更 / conversation changed',
  'member.joined': '加入 / joined',
  'member.changed': '成员变更 / member changed',
  'member.left': '离开 / left',
  'record.redacted': '遮盖部分内容 / parts taken out',
};

/** What happened beside the messages. */
export function eventLine({ type, actor, subject, at }: WalkedEvent, people: WalkedPeople, timeZone: string): string {
  // Of a redaction the subject is the request, which has no name.
  const about = subject === null || type === 'record.redacted' ? '' : `: ${plainName(people.nameOf(subject))}`;
  const by = actor === null || actor === subject ? '' : ` (${plainName(people.nameOf(actor))})`;
  return `${localTime(timeZone, at)} ${eventWords[type] ?? type}${about}${by}`;
}
