import type { ContactField, ContactImport, ContactType, GivenDatum, GivenHandle } from '@rapport/contract';
import { fits, handleValue } from '../policy.ts';

export type Trouble = ContactImport['troubles'][number]['because'];

/** A contact as a file tells of it. */
export interface Card {
  /** Line of the file it begins at, from 1. */
  line: number;
  /** What the file calls it by: tells it again in a later file. Without one, name and handles do. */
  uid: string | undefined;
  name: string;
  isCompany: boolean;
  /** Name of the firm it belongs to. */
  company: string | undefined;
  data: GivenDatum[];
  handles: GivenHandle[];
  labels: string[];
  remark: string | undefined;
  /** What of it does not fit. */
  troubles: { line: number; field: string; because: Trouble }[];
}

/** All that a file says. */
export interface CardFile {
  format: ContactImport['format'];
  cards: Card[];
  /** Columns or properties that Rapport has no place for. */
  ignored: ReadonlySet<string>;
}

/** A file that can be read no further; `line` where it is known. */
export class CardFileError extends Error {
  override name = 'CardFileError';
  readonly because: 'unreadable' | 'too-many';
  constructor(because: 'unreadable' | 'too-many', message: string) {
    super(message);
    this.because = because;
  }
}

export const most = { bytes: 20_000_000, cards: 20_000, cells: 200, cell: 20_000, troubles: 1_000, ignored: 100 } as const;

/** What the organization has set up itself. */
export interface Own {
  fields: ReadonlyMap<string, ContactField>;
  types: readonly ContactType[];
}

const kinds: Readonly<Record<string, string>> = {
  客户: 'customer',
  顾客: 'customer',
  供应商: 'supplier',
  合作伙伴: 'partner',
  伙伴: 'partner',
  监护人: 'guardian',
  家长: 'guardian',
  患者: 'patient',
  病人: 'patient',
  学生: 'student',
  其他: 'other',
};

/** One line without control characters: what files bring is shown to people. */
export const oneLine = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();

/** A day as files write it, as ISO 8601; undefined where it is none. */
export function dayOf(text: string): string | undefined {
  const [, year, month, day] = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:T.*)?$/.exec(text.replace(/\s/g, '')) ?? [];
  return year && month && day ? `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}` : undefined;
}

/** Puts a card together; what does not fit is noted, never thrown. */
export class CardMaker {
  readonly card: Card;
  private readonly own: Own;

  constructor(line: number, own: Own) {
    this.own = own;
    this.card = {
      line,
      uid: undefined,
      name: '',
      isCompany: false,
      company: undefined,
      data: [],
      handles: [],
      labels: [],
      remark: undefined,
      troubles: [],
    };
  }

  trouble(field: string, because: Trouble, line = this.card.line): void {
    this.card.troubles.push({ line, field: field.slice(0, 80), because });
  }

  handle(kind: GivenHandle['kind'], text: string, use: GivenHandle['use'], field: string, line = this.card.line): void {
    const value = handleValue(kind, text);
    if (value === undefined || value === '' || value.length > 320) this.trouble(field, 'does-not-fit', line);
    else if (!this.card.handles.some((one) => one.kind === kind && one.value === value)) {
      if (this.card.handles.length >= 50) this.trouble(field, 'too-many', line);
      else this.card.handles.push({ kind, value, scope: kind === 'wechat' ? 'id' : '', use, strength: 'claimed' });
    }
  }

  /** The first of a field and use holds. Answers whether it was taken. */
  datum(field: string, use: GivenDatum['use'], text: string, called: string, line = this.card.line): boolean {
    if (this.card.data.some((one) => one.field === field && one.use === use)) return false;
    const value = this.valueOf(field, text.normalize('NFC').trim());
    if (value === undefined || !fits(field, value, this.own.fields)) this.trouble(called, 'does-not-fit', line);
    else this.card.data.push({ field: field as GivenDatum['field'], use, value });
    return true;
  }

  private valueOf(field: string, text: string): string | number | undefined {
    if (field === 'birthday') return dayOf(text);
    if (field === 'title') return oneLine(text);
    if (field === 'kind') return kinds[text] ?? text.toLowerCase();
    if (field === 'website') return /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
    if (field === 'type')
      return this.own.types.find((one) => !one.archived && [one.id, one.names.zh, one.names.en].includes(text))?.id;
    if (!field.startsWith('x-')) return text;
    const { shape } = this.own.fields.get(field.slice(2)) ?? {};
    if (shape === 'number')
      return /^[+-]?\d+(\.\d+)?$/.test(text.replaceAll(',', '')) ? Number(text.replaceAll(',', '')) : undefined;
    return shape === 'date' ? dayOf(text) : text;
  }

  label(text: string, field: string, line = this.card.line): void {
    const label = oneLine(text);
    if (label === '' || this.card.labels.includes(label)) return;
    if (label.length > 40) this.trouble(field, 'too-long', line);
    else if (this.card.labels.length >= 50) this.trouble(field, 'too-many', line);
    else this.card.labels.push(label);
  }

  remark(text: string, field: string, line = this.card.line): void {
    const trimmed = text
      .replace(/\r\n?/g, '\n')
      .replace(/[^\P{Cc}\n\t]/gu, '')
      .trim();
    if (trimmed === '') return;
    const whole = this.card.remark === undefined ? trimmed : `${this.card.remark}\n\n${trimmed}`;
    if (whole.length > 8_000) this.trouble(field, 'too-long', line);
    else this.card.remark = whole;
  }

  /** The card, called by what it has where it says no name. */
  end(name: string, field: string): Card {
    const { card } = this;
    card.name = oneLine(name) || (card.company ?? '') || (card.handles[0]?.value ?? '');
    if (card.name === card.company && oneLine(name) === '') {
      card.isCompany = true;
      card.company = undefined;
    }
    if (card.isCompany && card.company === card.name) card.company = undefined;
    if (card.name === '') this.trouble(field, 'no-name');
    else if (card.name.length > 120) this.trouble(field, 'too-long');
    if (card.company !== undefined && card.company.length > 120) this.trouble('company', 'too-long');
    return card;
  }
}
