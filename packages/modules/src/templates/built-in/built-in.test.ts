import { createHash } from 'node:crypto';
import { TemplateDefinition, type Words } from '@rapport/contract';
import { expect, it } from 'vitest';
import { builtIns } from './built-in.ts';

const all = builtIns.flatMap(({ id, versions }) =>
  versions.map((definition, i) => ({ name: `${id.slice(-3)}/${i + 1}`, definition })),
);
const digest = (definition: unknown): string =>
  createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 16);

/** What was published stays as it was: records are read with it. Add a line for a new version; never change one. */
const published = {
  '101/1': 'a4b1ad19370e605f',
  '102/1': '741b22306ba112a1',
  '103/1': '01071d250ca7b013',
  '104/1': '05f2396f161c4af6',
  '105/1': 'bfdd27383f9810ae',
  '106/1': '9192473fe9434ad4',
  '107/1': '1fd064adc7b99118',
  '108/1': '168f0d71e25f5067',
  '109/1': '912824b6c047b5bf',
  '110/1': '1b3ee3ae088e24ea',
};

it('TP2 published versions stay as they were', () => {
  expect(Object.fromEntries(all.map(({ name, definition }) => [name, digest(definition)]))).toEqual(published);
});

it('TP3 each is a template that an organization could make, and keeps its form through the contract', () => {
  for (const { name, definition } of all) expect(TemplateDefinition.parse(definition), name).toEqual(definition);
});

it('every name, field and choice is there in both languages, and choices are named', () => {
  const words: Words[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { enum: values, 'x-choices': choices } = node as { enum?: string[]; 'x-choices'?: Record<string, Words> };
    if (values) expect(Object.keys(choices ?? {})).toEqual(values);
    for (const [key, value] of Object.entries(node)) {
      if (key === 'x-label' || key === 'names') words.push(value as Words);
      else if (key === 'x-choices') words.push(...Object.values(value as Record<string, Words>));
      else walk(value);
    }
  };
  for (const { definition } of all) walk(definition);
  expect(words.length).toBeGreaterThan(150);
  for (const { en, zh } of words) {
    expect(en).toMatch(/^[\x20-\x7e’–]+$/);
    expect(zh).toMatch(/\p{Script=Han}/u);
  }
});
