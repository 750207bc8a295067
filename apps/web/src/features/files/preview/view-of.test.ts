import { describe, expect, it } from 'vitest';
import { codeLanguageOf, viewOf } from './view-of.ts';

const file = (type: string, more: object = {}) =>
  ({ kind: 'file', type, hasText: false, name: 'x', previews: [], ...more }) as never;

describe('how a file is shown', () => {
  it('by what its bytes are, never by its name', () => {
    expect(viewOf(file('image/png', { kind: 'image' }))).toBe('picture');
    expect(viewOf(file('image/heic', { kind: 'image' }))).toBe('none');
    expect(viewOf(file('video/mp4', { kind: 'video' }))).toBe('video');
    expect(viewOf(file('audio/ogg', { kind: 'voice' }))).toBe('sound');
    expect(viewOf(file('application/pdf'))).toBe('pdf');
    expect(viewOf(file('application/zip', { name: 'x.pdf' }))).toBe('none');
  });
  it('pages and drawings with scripts are shown as their text', () => {
    expect(viewOf(file('text/html', { hasText: true }))).toBe('text');
    expect(viewOf(file('image/svg+xml', { hasText: true }))).toBe('text');
    expect(viewOf(file('text/markdown', { hasText: true }))).toBe('markdown');
  });
  it('office files as their PDF', () => {
    const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
    const types = [word, 'application/msword', 'application/rtf', 'application/vnd.ms-excel.sheet.macroenabled.12'];
    expect(types.map((type) => viewOf(file(type)))).toEqual(['office', 'office', 'office', 'office']);
    expect(viewOf(file('application/vnd.oasis.opendocument.graphics'))).toBe('none');
  });
  it('code is coloured by its ending', () => {
    expect(codeLanguageOf('a/main.TS')).toBe('typescript');
    expect(codeLanguageOf('报告.txt')).toBeUndefined();
    expect(codeLanguageOf('constructor')).toBeUndefined();
    expect(codeLanguageOf('x.constructor')).toBeUndefined();
  });
});
