import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '@rapport/dev/shared-data';
import { describe, expect, it } from 'vitest';
import type { Card, Own } from './card.ts';
import { readCards } from './read-cards.ts';
import { vcard } from './write-cards.ts';

const own: Own = {
  fields: new Map([
    ['level', { key: 'level', names: { zh: '等级', en: 'Level' }, shape: 'choice', choices: ['A', 'B'], archived: false }],
    ['sum', { key: 'sum', names: { zh: '金额', en: 'Sum' }, shape: 'number', choices: [], archived: false }],
  ]),
  types: [{ id: '00000000-0000-7000-8000-00000000000a', names: { zh: '大客户', en: 'Key account' }, archived: false }],
};
const read = (text: string | Uint8Array) => readCards(typeof text === 'string' ? Buffer.from(text) : text, own);
const brief = (card: Card) => ({
  name: card.name,
  handles: card.handles.map((h) => `${h.kind} ${h.use} ${h.value}`),
  data: Object.fromEntries(card.data.map((d) => [d.use === 'other' ? d.field : `${d.use} ${d.field}`, d.value])),
});
const thrown = (text: string | Uint8Array) => {
  try {
    read(text);
    return 'read';
  } catch (error) {
    return [(error as { because: string }).because, (error as Error).message];
  }
};

describe('tables', () => {
  it('CT7 headings in Chinese, as address books export them', () => {
    const { cards, ignored } = read(
      '\ufeff姓名,手机,工作邮箱,家庭地址,公司,职位,生日,客户类型,等级,金额,标签,备注,星座\r\n周建国,138 0013 8000,Zhou@Example.com,"上海市\n长宁区",海湾航运,采购经理,1980年3月5日,大客户,A,"1,200.5",VIP；老客户,"说""好""的",白羊\r\n',
    );
    expect(cards.map(brief)).toEqual([
      {
        name: '周建国',
        handles: ['phone other +8613800138000', 'email work zhou@example.com'],
        data: {
          'home address': '上海市\n长宁区',
          title: '采购经理',
          birthday: '1980-03-05',
          type: own.types[0]!.id,
          'x-level': 'A',
          'x-sum': 1200.5,
        },
      },
    ]);
    expect(cards[0]).toMatchObject({ company: '海湾航运', labels: ['VIP', '老客户'], remark: '说"好"的', troubles: [] });
    expect([...ignored]).toEqual(['星座']);
  });

  it('CT7 headings in English: Google and Outlook, with tabs or semicolons, numbered', () => {
    const [google] = read(
      'First Name,Last Name,Organization Name,E-mail 1 - Value,Phone 1 - Value,Phone 2 - Value,Labels\nAnn,Lee,Bay Ltd,ann@example.com ::: lee@example.com,+1 415 555 0100,0049 30 1234567,* myContacts\n',
    ).cards;
    expect(brief(google!)).toEqual({
      name: 'Ann Lee',
      handles: [
        'email other ann@example.com',
        'email other lee@example.com',
        'phone other +14155550100',
        'phone other +49301234567',
      ],
      data: {},
    });
    expect(google).toMatchObject({ company: 'Bay Ltd', labels: ['myContacts'] });
    const [outlook] = read(
      'Name\tBusiness Phone\tHome Phone\tE-mail Address\tBusiness Fax\n李雷\t010-12345678\t13900001111\tlei@example.com\t\n',
    ).cards;
    expect(brief(outlook!)).toEqual({
      name: '李雷',
      handles: ['phone work 01012345678', 'phone home +8613900001111', 'email other lei@example.com'],
      data: {},
    });
    expect(read('名;姓;电话\n雷;李;\n').cards[0]!.name).toBe('李雷');
  });

  it('CT7 what does not fit is named with its line and column, and the line is counted over cells of several lines', () => {
    const { cards } = read('name,email,birthday,等级,地址\nA,no,1990-02-30,C,"a\nb"\n,,,,only\nB,b@x.org,,,\n');
    expect(cards.map((card) => [card.line, card.troubles])).toEqual([
      [
        2,
        [
          { line: 2, field: 'email', because: 'does-not-fit' },
          { line: 2, field: 'birthday', because: 'does-not-fit' },
          { line: 2, field: '等级', because: 'does-not-fit' },
        ],
      ],
      [4, [{ line: 4, field: 'name', because: 'no-name' }]],
      [5, []],
    ]);
  });

  it('CT7 what Excel writes in China is read; what is no table, or too much, is refused with the reason', () => {
    const gbk = Uint8Array.from([0xd0, 0xd5, 0xc3, 0xfb, 0x0a, 0xc0, 0xee, 0xc0, 0xd7, 0x0a]);
    expect(read(gbk).cards.map((card) => card.name)).toEqual(['李雷']);
    expect(read(Buffer.from(`\ufeff姓名\t手机\n李雷\t13900001111`, 'utf16le')).cards[0]!.name).toBe('李雷');
    expect(thrown('')).toEqual(['unreadable', 'The table is empty.']);
    expect(thrown('a,b\n1,2\n')).toEqual(['unreadable', expect.stringContaining('姓名')]);
    expect(thrown('name\n"open')).toEqual(['unreadable', expect.stringContaining('line 2')]);
    expect(thrown(Uint8Array.from([1, 0, 2]))).toEqual(['unreadable', 'The file is no text.']);
    expect(thrown(`name\n${'x\n'.repeat(20_001)}`)[0]).toBe('too-many');
  });
});

describe('cards', () => {
  it('CT7 vCard 2.1 as Outlook writes it: quoted-printable in GBK with soft breaks, types without a name', () => {
    const [card] = read(
      'BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=C0=EE;=\r\n=C0=D7\r\nTEL;CELL;VOICE:13900001111\r\nTEL;WORK;FAX:010-1234567\r\nADR;WORK:;;Street 1;Town;;1000;Land\r\nPHOTO;ENCODING=BASE64:\r\n    AAAA\r\n    BBBB\r\n\r\nNOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo\r\nEND:VCARD\r\n',
    ).cards;
    expect(brief(card!)).toEqual({
      name: '李雷',
      handles: ['phone other +8613900001111', 'fax work 0101234567'],
      data: { 'work address': 'Street 1\nTown\n1000\nLand' },
    });
    expect(card!.remark).toBe('one\ntwo');
  });

  it('CT7 a value broken off into a million pieces ends at what counts, and the next line is read', () => {
    const began = performance.now();
    const [card] = read(
      `BEGIN:VCARD\nFN:A\nNOTE;ENCODING=QUOTED-PRINTABLE:${'x=\n'.repeat(1_000_000)}\nTEL:+8613900001111\nEND:VCARD\n`,
    ).cards;
    expect(card!.handles).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('CT7 vCard 4.0: groups, folds, escapes, uris; a card within a card, and what nobody knows, are left out', () => {
    const { cards, ignored } = read(
      'BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nKIND:individual\nFN:Ann\\, the\n  elder\nitem1.TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102\nEMAIL;TYPE=home:A@B.org\nORG:Bay\\; Ltd;Sales\nBDAY:--0203\nTZ:-0500\nLANG:fr\nCATEGORIES:one,two\\,three\nPHOTO:https://x\nAGENT:\nBEGIN:VCARD\nFN:Inner\nEND:VCARD\nX-RAPPORT-X-LEVEL:B\nEND:VCARD\nnoise\nBEGIN:VCARD\nVERSION:4.0\nKIND:org\nFN:\nORG:Firm\nEND:VCARD\n',
    );
    expect(cards.map(brief)).toEqual([
      {
        name: 'Ann, the elder',
        handles: ['phone work +14186569254', 'email home a@b.org'],
        data: { language: 'fr', 'x-level': 'B' },
      },
      { name: 'Firm', handles: [], data: {} },
    ]);
    expect(cards.map((card) => [card.uid, card.isCompany, card.company])).toEqual([
      ['urn:uuid:1', false, 'Bay; Ltd'],
      [undefined, true, undefined],
    ]);
    expect(cards[0]!.labels).toEqual(['one', 'two,three']);
    expect([...ignored].sort()).toEqual(['AGENT', 'BDAY', 'PHOTO', 'TZ']);
    expect(thrown('BEGIN:VCARD\nFN:A\n')).toEqual(['unreadable', expect.stringContaining('line 1')]);
  });

  it('CT8 a written card is read again as it was, its lines at most 75 octets', () => {
    const by = { source: 'person' as const, at: 0, by: null, contact: 'c' as never };
    const text = vcard(
      {
        id: '00000000-0000-7000-8000-000000000001' as never,
        name: '周；建国, Jr.\\;',
        isCompany: false,
        kind: 'supplier',
        labels: ['a,b', '很'.repeat(40)],
        archived: false,
        changedAt: 0,
        company: { id: 'x' as never, name: 'Bay; Ltd' },
        ownerName: undefined,
        typeName: '大客户',
        data: [
          { ...by, field: 'address', use: 'work', value: '一号\n二层, "三"' },
          { ...by, field: 'birthday', use: 'other', value: '1980-03-05' },
          { ...by, field: 'x-sum', use: 'other', value: 12.5 },
        ],
        handles: [
          { ...by, id: 'h' as never, kind: 'phone', value: '+8613800138000', scope: '', use: 'work', strength: 'verified' },
          { ...by, id: 'i' as never, kind: 'email', value: 'a@b.org', scope: '', use: 'other', strength: 'claimed' },
        ],
      },
      { fields: [...own.fields.values()], types: own.types },
    );
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const [card] = read(text).cards;
    expect(brief(card!)).toEqual({
      name: '周；建国, Jr.\\;',
      handles: ['phone work +8613800138000', 'email other a@b.org'],
      data: {
        'work address': '一号\n二层, "三"',
        birthday: '1980-03-05',
        'x-sum': 12.5,
        kind: 'supplier',
        type: own.types[0]!.id,
      },
    });
    expect(card).toMatchObject({
      company: 'Bay; Ltd',
      labels: ['a,b', '很'.repeat(40)],
      uid: 'urn:uuid:00000000-0000-7000-8000-000000000001',
      troubles: [],
    });
  });
});

const shared = sharedData('vCards of ten address books (proto/vcard-ez)');
describe.skipIf(!shared)('cards of other programs', () => {
  const file = (name: string) => read(readFileSync(join(shared!, 'proto/vcard-ez/ezvcard/io/text', name)));

  it('CT7 John Doe of eight address books has his name, his numbers and his addresses; pictures are told and left out', () => {
    const name = (program: string) => file(`John_Doe_${program}.vcf`).cards[0]!;
    const iphone = name('IPHONE');
    expect(brief(iphone).handles).toEqual([
      'email other john.doe@ibm.com',
      'phone other 9055551234',
      'phone home 9056661234',
      'phone work 9057771234',
      'fax home 9058881234',
      'fax work 9059991234',
      'phone other 9051111234',
      'phone other 9052221234',
    ]);
    expect(iphone).toMatchObject({ name: 'Mr. John Richter James Doe Sr.', company: 'IBM' });
    expect(iphone.data.find((d) => d.field === 'address' && d.use === 'work')?.value).toBe(
      'Street4\nBuilding 6\nFloor 8\nNew York\n12345\nUSA',
    );
    expect([...file('John_Doe_IPHONE.vcf').ignored]).toContain('PHOTO');
    for (const program of ['ANDROID', 'BLACK_BERRY', 'EVOLUTION', 'GMAIL', 'LOTUS_NOTES', 'MAC_ADDRESS_BOOK', 'MS_OUTLOOK'])
      expect([program, /john.*doe|doe.*john/i.test(name(program).name), name(program).handles.length > 0]).toEqual([
        program,
        true,
        true,
      ]);
  });

  it('CT7 examples of the RFCs, Outlook, Gmail, Thunderbird: every card is there', () => {
    const counts = [
      'rfc2426-example',
      'rfc6350-example',
      'gmail-list',
      'gmail-single',
      'fullcontact',
      'outlook-2003',
      'outlook-2007',
    ].map((name) => [name, file(`${name}.vcf`).cards.map((card) => card.name)]);
    expect(counts).toEqual([
      ['rfc2426-example', ['Frank Dawson', 'Tim Howes']],
      ['rfc6350-example', ['Simon Perreault']],
      ['gmail-list', ['Arnold Smith', 'Chris Beatle', 'Doug White']],
      ['gmail-single', [expect.stringMatching(/\S/)]],
      ['fullcontact', ['Prefix FirstName MiddleName LastName Suffix']],
      ['outlook-2003', ['John Doe III']],
      ['outlook-2007', [expect.stringMatching(/\S/)]],
    ]);
    const { cards } = file('outlook-2003.vcf');
    expect(cards[0]!.remark).toBe('This is the note field!!\nSecond line\n\nThird line is empty');
    expect(cards[0]!.troubles.map(({ line, field }) => [line, field])).toEqual([
      [10, 'TEL'],
      [11, 'TEL'],
      [12, 'TEL'],
      [13, 'TEL'],
    ]);
    expect(file('thunderbird-MoreFunctionsForAddressBook-extension.vcf').cards.length).toBeGreaterThan(0);
  });
});
