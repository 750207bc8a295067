import { crc32 } from 'node:zlib';

/** A ZIP of stored entries (APPNOTE 6.3.10), in the order given. */
export function zipOf(entries: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(entries)) {
    const [path, bytes] = [Buffer.from(name), Buffer.from(text)];
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x800, 2);
    head.writeUInt32LE(0x21_0000, 6);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(bytes.length, 14);
    head.writeUInt32LE(bytes.length, 18);
    head.writeUInt16LE(path.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), head, rest, path);
    parts.push(Buffer.from('PK\x03\x04'), head, path, bytes);
    at += 30 + path.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(Object.keys(entries).length, 8);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, index, end]);
}

const xml = '<?xml version="1.0" encoding="UTF-8"?>';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const open = 'http://schemas.openxmlformats.org';
const kindOf = (kind: string): string => `application/vnd.openxmlformats-officedocument.${kind}+xml`;

/** Parts of an Office Open XML package: names → content; `kinds` says what they are, `links` what they lead to. */
function packageOf(
  main: string,
  kinds: Record<string, string>,
  links: Record<string, [type: string, to: string][]>,
  parts: object,
): Buffer {
  const relations = (list: [string, string][]): string =>
    `${xml}<Relationships xmlns="${open}/package/2006/relationships">${list
      .map(([type, to], i) => {
        const outside = to.includes('://') ? ' TargetMode="External"' : '';
        return `<Relationship Id="r${i + 1}" Type="${office}/${type}" Target="${to}"${outside}/>`;
      })
      .join('')}</Relationships>`;
  const overrides = Object.entries(kinds).map(([name, kind]) => `<Override PartName="/${name}" ContentType="${kind}"/>`);
  return zipOf({
    '[Content_Types].xml': `${xml}<Types xmlns="${open}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': relations([['officeDocument', main]]),
    ...Object.fromEntries(
      Object.entries(links).map(([name, list]) => [name.replace(/([^/]+)$/, '_rels/$1.rels'), relations(list)]),
    ),
    ...parts,
  });
}

/** A Word document of one paragraph; `picture` is an address that it shows a picture of. */
export function docxOf(text: string, picture?: string): Buffer {
  const drawing = `<w:r><w:drawing><wp:inline xmlns:wp="${open}/drawingml/2006/wordprocessingDrawing"><wp:extent cx="900000" cy="900000"/><wp:docPr id="1" name="p"/><a:graphic xmlns:a="${open}/drawingml/2006/main"><a:graphicData uri="${open}/drawingml/2006/picture"><pic:pic xmlns:pic="${open}/drawingml/2006/picture"><pic:nvPicPr><pic:cNvPr id="0" name="p"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip xmlns:r="${office}" r:link="r1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
  return packageOf(
    'word/document.xml',
    { 'word/document.xml': kindOf('wordprocessingml.document.main') },
    picture ? { 'word/document.xml': [['image', picture]] } : {},
    {
      'word/document.xml': `${xml}<w:document xmlns:w="${open}/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r>${picture ? drawing : ''}</w:p></w:body></w:document>`,
    },
  );
}

/** A workbook whose first cells hold these words. */
export const xlsxOf = (...cells: string[]): Buffer =>
  packageOf(
    'xl/workbook.xml',
    { 'xl/workbook.xml': kindOf('spreadsheetml.sheet.main'), 'xl/worksheets/sheet1.xml': kindOf('spreadsheetml.worksheet') },
    { 'xl/workbook.xml': [['worksheet', 'worksheets/sheet1.xml']] },
    {
      'xl/workbook.xml': `${xml}<workbook xmlns="${open}/spreadsheetml/2006/main" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>`,
      'xl/worksheets/sheet1.xml': `${xml}<worksheet xmlns="${open}/spreadsheetml/2006/main"><sheetData>${cells
        .map((cell, i) => `<row r="${i + 1}"><c r="A${i + 1}" t="inlineStr"><is><t>${cell}</t></is></c></row>`)
        .join('')}</sheetData></worksheet>`,
    },
  );

/** A presentation of one slide. */
export function pptxOf(text: string): Buffer {
  const spaces = `xmlns:a="${open}/drawingml/2006/main" xmlns:r="${office}" xmlns:p="${open}/presentationml/2006/main"`;
  const group = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>';
  const box = `<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="900000" y="900000"/><a:ext cx="6000000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/><a:p><a:r><a:rPr sz="3200"/><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
  return packageOf(
    'ppt/presentation.xml',
    {
      'ppt/presentation.xml': kindOf('presentationml.presentation.main'),
      'ppt/slides/slide1.xml': kindOf('presentationml.slide'),
    },
    { 'ppt/presentation.xml': [['slide', 'slides/slide1.xml']] },
    {
      'ppt/presentation.xml': `${xml}<p:presentation ${spaces}><p:sldIdLst><p:sldId id="256" r:id="r1"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>`,
      'ppt/slides/slide1.xml': `${xml}<p:sld ${spaces}><p:cSld><p:spTree>${group}${box}</p:spTree></p:cSld></p:sld>`,
    },
  );
}

const names = ['office', 'text', 'table', 'drawing', 'script', 'manifest'].map(
  (n) => `xmlns:${n}="urn:oasis:names:tc:opendocument:xmlns:${n}:1.0"`,
);
const odfSpaces = `${names.join(' ')} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dom="http://www.w3.org/2001/xml-events" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"`;

interface OdfParts {
  /** Elements before the body: scripts. */
  before?: string;
  /** Further entries of the ZIP. */
  more?: Record<string, string>;
}

function odfOf(kind: 'text' | 'spreadsheet' | 'presentation', body: string, { before = '', more = {} }: OdfParts = {}): Buffer {
  const type = `application/vnd.oasis.opendocument.${kind}`;
  const listed = Object.keys(more).map(
    (path) => `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="text/xml"/>`,
  );
  return zipOf({
    mimetype: type,
    'content.xml': `${xml}<office:document-content ${odfSpaces} office:version="1.2">${before}<office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    ...more,
    'META-INF/manifest.xml': `${xml}<manifest:manifest ${names[5]}><manifest:file-entry manifest:full-path="/" manifest:media-type="${type}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>${listed.join('')}</manifest:manifest>`,
  });
}

/** A text document; `included` is an address whose text it shows. */
export const odtOf = (text: string, included?: string): Buffer =>
  odfOf(
    'text',
    `<text:p>${text}</text:p>${included ? `<text:section text:name="S"><text:section-source xlink:type="simple" xlink:href="${included}"/><text:p>old</text:p></text:section>` : ''}`,
  );

/** A text document with a macro in Basic that is to run when it is opened. */
export const macroOf = (text: string, basic: string): Buffer =>
  odfOf('text', `<text:p>${text}</text:p>`, {
    before:
      '<office:scripts><office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.M.main?language=Basic&amp;location=document" xlink:type="simple"/></office:event-listeners></office:scripts>',
    more: {
      'Basic/script-lc.xml': `${xml}<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard" library:link="false"/></library:libraries>`,
      'Basic/Standard/script-lb.xml': `${xml}<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false"><library:element library:name="M"/></library:library>`,
      'Basic/Standard/M.xml': `${xml}<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" script:language="StarBasic">Sub main\n${basic}\nEnd Sub\n</script:module>`,
    },
  });

export const odsOf = (cell: string): Buffer =>
  odfOf(
    'spreadsheet',
    `<table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><text:p>${cell}</text:p></table:table-cell></table:table-row></table:table>`,
  );

export const odpOf = (text: string): Buffer =>
  odfOf(
    'presentation',
    `<draw:page draw:name="1"><draw:frame svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="3cm"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame></draw:page>`,
  );

/** Rich text, in ASCII. */
export const rtfOf = (text: string): Buffer =>
  Buffer.from(`{\\rtf1\\ansi ${[...text].map((c) => (c > '\x7f' ? `\\u${c.codePointAt(0)}?` : c)).join('')}}`);
