import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  formatCheckpoint,
  formatKey,
  hex,
  keyId,
  NoteError,
  openNote,
  parseCheckpoint,
  parseKey,
  parseNote,
  type Signer,
  sha256,
  signNote,
  verifierOf,
} from './index.ts';

function signerNamed(name: string): { signer: Signer; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from((publicKey as KeyObject).export({ format: 'jwk' }).x!, 'base64url');
  return {
    signer: { name, id: keyId(sha256, name, 1, raw), sign: (text) => sign(null, text, privateKey) },
    key: formatKey(sha256, name, raw),
  };
}

const root = new Uint8Array(32).fill(7);
const text = formatCheckpoint({ origin: 'house.example/ledger/1', size: 12, root });
const log = signerNamed('house.example/ledger/1');
const witness = signerNamed('witness.example/w');
const stranger = signerNamed('stranger.example/s');
const keys = [log.key, witness.key].map((key) => verifierOf(sha256, key));

test('LG4 a note carries several signatures; those of unknown keys are passed over', async () => {
  const first = await signNote(text, [log.signer, stranger.signer]);
  const note = await signNote(text, [witness.signer], parseNote(first).signatures);
  const opened = await openNote(note, keys);
  expect(opened.text).toBe(text);
  expect(opened.verified.map(({ name }) => name).sort()).toEqual([log.signer.name, witness.signer.name]);
  expect(opened.unknown.map(({ name }) => name)).toEqual([stranger.signer.name]);
  expect(parseCheckpoint(opened.text)).toEqual({ origin: 'house.example/ledger/1', size: 12, root });
  await expect(openNote(await signNote(text, [stranger.signer]), keys)).rejects.toThrow(NoteError);
});

test('LG4 a bad signature of a known key condemns the note, whoever else signed it', async () => {
  const note = await signNote(text, [log.signer, witness.signer]);
  await expect(openNote(note.replace('\n12\n', '\n13\n'), keys)).rejects.toThrow('is wrong');
  const forged = await signNote(text, [log.signer, { ...witness.signer, sign: () => new Uint8Array(64) }]);
  await expect(openNote(forged, keys)).rejects.toThrow('witness.example/w is wrong');
  // Its name and key id, another key: what a name alone would believe.
  const mixed = await signNote(text, [{ ...log.signer, sign: stranger.signer.sign }]);
  await expect(openNote(mixed, keys)).rejects.toThrow('is wrong');
});

test('LG4 whatever is not spelt as a note is none', async () => {
  const note = await signNote(text, [log.signer]);
  const damaged = [
    note.slice(0, -1),
    note.replace('\n\n', '\n'),
    `${text}\n`,
    text,
    note.replace('— ', '- '),
    note.replace('12', '12\r'),
    note.replace(/=\n$/, '\n'),
    note.replace('— house', '— ho use'),
    `${note}x\n`,
    '',
  ];
  for (const one of damaged) await expect(openNote(one, keys), JSON.stringify(one)).rejects.toThrow(NoteError);
  await expect(openNote(Uint8Array.from([0xff, 0x0a]), keys)).rejects.toThrow('UTF-8');
  await expect(signNote('no newline', [log.signer])).rejects.toThrow(NoteError);
  await expect(signNote(text, [])).rejects.toThrow(NoteError);
});

test('LG4 keys are handed out with their id, and read only with their own', () => {
  const { name, id } = parseKey(sha256, log.key);
  expect([name, hex(id)]).toEqual([log.signer.name, hex(log.signer.id)]);
  const [, , rest] = log.key.split('+', 3);
  for (const other of ['', `a+00000000+${rest}`, log.key.replace(/^house/, 'mouse'), log.key.slice(0, -4), `+${log.key}`])
    expect(() => parseKey(sha256, other), other).toThrow(NoteError);
  expect(() => formatKey(sha256, 'two words', new Uint8Array(32))).toThrow(NoteError);
});

test('LG5 a checkpoint has three lines and one spelling', () => {
  const origin = 'a/b';
  expect(formatCheckpoint({ origin, size: 0, root })).toBe('a/b\n0\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n');
  const good = formatCheckpoint({ origin, size: 10, root });
  for (const bad of [
    good.replace('10', '010'),
    good.replace('10', '-1'),
    good.replace('10', '1e1'),
    good.slice(1 + origin.length),
    `${good}extension\n`,
    good.slice(0, -1),
    good.replace('Bwc=', 'Bwd='),
    `\n${good.slice(4)}`,
  ])
    expect(() => parseCheckpoint(bad), bad).toThrow('no checkpoint');
});
