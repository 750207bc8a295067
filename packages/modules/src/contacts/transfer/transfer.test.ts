import { type ContactImport, contactPaths, filePaths } from '@rapport/contract';
import { type Seat, type TestHouse, testHouse, until } from '@rapport/dev';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let kit: TestHouse;
let lin: Seat;
beforeAll(async () => {
  kit = await testHouse();
  lin = await kit.person('林岚');
});
afterAll(() => kit.stop());

async function upload(seat: Seat, name: string, text: string): Promise<string> {
  const headers = { authorization: `Bearer ${seat.token}`, 'tus-resumable': '1.0.0' };
  const body = Buffer.from(text);
  const metadata = {
    'upload-length': String(body.length),
    'upload-metadata': `filename ${Buffer.from(name).toString('base64')}`,
  };
  const made = await fetch(`${kit.url}${filePaths.upload}`, { method: 'POST', headers: { ...headers, ...metadata } });
  const id = made.headers.get('location')!.split('/').at(-1)!;
  const type = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' };
  expect(
    (await fetch(`${kit.url}${filePaths.upload}/${id}`, { method: 'PATCH', headers: { ...headers, ...type }, body })).status,
  ).toBe(204);
  return id;
}

const state = async (id: string): Promise<ContactImport> => kit.call(lin, 'contacts.getImport', { import: id });
async function settled(id: string): Promise<ContactImport> {
  await until(async () => !['reading', 'working'].includes((await state(id)).state));
  return state(id);
}
const read = async (name: string, text: string): Promise<ContactImport> => {
  const { id } = await kit.call(lin, 'contacts.import', { file: (await upload(lin, name, text)) as never });
  return settled(id);
};
const run = async (id: string, partly = false): Promise<ContactImport> => {
  await kit.call(lin, 'contacts.runImport', { import: id, partly });
  return settled(id);
};
const bring = async (name: string, text: string, partly = false): Promise<ContactImport> =>
  run((await read(name, text)).id, partly);
const tally = ({ made, changed, same, refused, alike }: ContactImport) => ({ made, changed, same, refused, alike });
const named = async (text: string) => (await kit.call(lin, 'contacts.list', { text })).items;
const get = (contact: string) => kit.call(lin, 'contacts.get', { contact: contact as never });
const taken = (seat: Seat, path: string) => fetch(`${kit.url}${path}`, { headers: { authorization: `Bearer ${seat.token}` } });

describe('contacts in and out', () => {
  it('CT7 what a file would do is told and nothing is written; then it is done, with source and firm; again, it adds nothing', async () => {
    const table = '姓名,手机,公司,职位,备注\n欧阳青,13911110001,东湖茶业,店长,爱喝绿茶\n上官红,13911110002,东湖茶业,,\n';
    const before = await read('客户.csv', table);
    expect(before).toMatchObject({ state: 'ready', format: 'csv', total: 2, troubles: [], ignored: [] });
    expect(tally(before)).toEqual({ made: 2, changed: 0, same: 0, refused: 0, alike: 0 });
    expect(await named('欧阳')).toEqual([]);
    expect(tally(await run(before.id))).toEqual(tally(before));
    const [one] = await named('欧阳青');
    const contact = await get(one!.id);
    expect(contact.data.find((d) => d.field === 'title')).toMatchObject({ value: '店长', source: 'import', by: lin.user });
    expect(contact.handles[0]).toMatchObject({ value: '+8613911110001', strength: 'claimed', source: 'import' });
    expect((await named('东湖茶业')).map((c) => c.isCompany)).toEqual([true]);
    expect((await get((await named('上官红'))[0]!.id)).company?.name).toBe('东湖茶业');
    expect((await kit.call(lin, 'contacts.remarks', { contact: one!.id })).items.map((r) => r.text)).toEqual(['爱喝绿茶']);
    await kit.call(lin, 'contacts.change', { contact: one!.id, data: [{ field: 'title', value: '区域经理' }] });
    expect(tally(await bring('客户.csv', table))).toEqual({ made: 0, changed: 0, same: 2, refused: 0, alike: 0 });
    expect((await get(one!.id)).data.find((d) => d.field === 'title')!.value).toBe('区域经理');
    const more = table.replace('上官红,13911110002,东湖茶业,,', '上官红,13911110002,东湖茶业,采购,');
    expect(tally(await bring('客户.csv', more))).toEqual({ made: 0, changed: 1, same: 1, refused: 0, alike: 0 });
    await expect(kit.call(lin, 'contacts.runImport', { import: before.id })).rejects.toMatchObject({
      problem: { code: 'conflict' },
    });
    expect((await kit.call(lin, 'contacts.imports', { limit: 1 })).items).toHaveLength(1);
    const left = await kit.house.platform.db.rows(`select 1 from file_reference where kind = 'contact-import'`);
    expect(left).toEqual([]);
  });

  it('CT7 what does not fit stays out, with line and column, or goes in without it; who is there already is suggested, never merged', async () => {
    const table =
      'name,email,birthday\n诸葛明,zhuge@example.com,1990-02-28\n司马光,none,1990-02-28\n,x@example.com,\n诸葛明,other@example.com,\n';
    const before = await read('a.csv', table);
    expect(before.troubles).toEqual([{ line: 3, field: 'email', because: 'does-not-fit' }]);
    expect(tally(before)).toEqual({ made: 3, changed: 0, same: 0, refused: 1, alike: 0 });
    expect(tally(await run(before.id, true))).toEqual({ made: 4, changed: 0, same: 0, refused: 0, alike: 1 });
    expect((await get((await named('司马光'))[0]!.id)).handles).toEqual([]);
    const [first] = await named('诸葛明');
    expect((await kit.call(lin, 'contacts.suggestions', { contact: first!.id })).suggestions).toHaveLength(1);
  });

  it('CT7 a file that is none fails and says why; others do not see it', async () => {
    expect(await read('a.csv', 'nothing,of,use\n1,2,3\n')).toMatchObject({ state: 'failed', failure: 'unreadable' });
    const { id } = await read('a.vcf', 'BEGIN:VCARD\nVERSION:3.0\nFN:A\nEND:VCARD\n');
    const mate = await kit.person('Mate');
    await expect(kit.call(mate, 'contacts.getImport', { import: id })).rejects.toMatchObject({ problem: { code: 'not-found' } });
    await expect(kit.call(mate, 'contacts.runImport', { import: id })).rejects.toMatchObject({ problem: { code: 'not-found' } });
    const strange = await upload(mate, 'b.vcf', 'BEGIN:VCARD\nEND:VCARD\n');
    await expect(kit.call(lin, 'contacts.import', { file: strange as never })).rejects.toMatchObject({
      problem: { code: 'not-found' },
    });
  });

  it('CT8 what goes out comes in again as it was, as a table and as cards: it adds nothing; formulas are held', async () => {
    const made = await kit.call(lin, 'contacts.create', {
      name: '=HYPERLINK("http://evil","x")',
      handles: [
        { kind: 'phone', value: '+86 138 1111 2222', use: 'work' },
        { kind: 'email', value: 'evil@example.com' },
      ],
      data: [{ field: 'address', use: 'home', value: '一号\n"二"层' }],
      labels: ['甲', '乙,丙'],
    });
    const csv = await taken(kit.owner, `${contactPaths.export('csv')}?text=evil`);
    expect([csv.status, csv.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    const table = await csv.text();
    expect(table).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    expect(table).toContain(`'+8613811112222`);
    expect(tally(await bring('again.csv', table.replace('乙,丙', '乙')))).toEqual({
      made: 0,
      changed: 1,
      same: 0,
      refused: 0,
      alike: 0,
    });
    expect((await get(made.id)).name).toBe(made.name);
    const cards = await (await taken(kit.owner, contactPaths.export('vcf'))).text();
    expect(cards.match(/BEGIN:VCARD/g)).toHaveLength((await kit.call(lin, 'contacts.list', { limit: 200 })).items.length);
    const again = await bring('again.vcf', cards);
    expect(again.total).toBeGreaterThan(5);
    expect(tally(again)).toEqual({ made: 0, changed: 0, same: again.total, refused: 0, alike: 0 });
    expect(await (await taken(lin, contactPaths.card(made.id))).text()).toContain(
      'TEL;VALUE=uri;TYPE="work,voice":tel:+8613811112222',
    );
  });

  it('CT8 many go out with administrators alone, and that is audited; filters hold; guests get no card', async () => {
    const guest = await kit.person('Guest', 'guest');
    const { id } = await kit.call(lin, 'contacts.create', { name: '外卡' });
    const statuses = [
      (await taken(lin, contactPaths.export('csv'))).status,
      (await taken(guest, contactPaths.card(id))).status,
      (await fetch(`${kit.url}${contactPaths.export('vcf')}`)).status,
      (await taken(lin, contactPaths.card('x'))).status,
      (await taken(kit.owner, `${contactPaths.export('csv')}?kind=none`)).status,
    ];
    expect(statuses).toEqual([403, 403, 401, 404, 400]);
    const firms = await (await taken(kit.owner, `${contactPaths.export('csv')}?isCompany=true`)).text();
    expect(
      firms
        .trim()
        .split('\r\n')
        .slice(1)
        .every((line) => line.split(',')[2] === 'yes'),
    ).toBe(true);
    const { items } = await kit.call(kit.owner, 'access.auditList', { limit: 20 });
    expect(JSON.stringify(items)).toContain('contacts.exported');
  });
});
