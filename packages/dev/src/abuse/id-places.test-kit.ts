import { randomUUID } from 'node:crypto';
import type { Schema } from './arbitraries.test-kit.ts';

/** The caller's own things, for the fields that a call is not about. */
export interface Own {
  user: string;
  group: string;
  folder: string;
  file: string;
  seq: number;
}

/** Where an id stands in an input: names of fields; `[]` is an element of a list. */
export type Path = readonly string[];

/** Every place of a schema that takes an id. */
export function idPlaces(schema: Schema, at: Path = []): Path[] {
  if (schema.anyOf) return schema.anyOf.flatMap((one) => idPlaces(one, at));
  if (schema.format === 'uuid') return [at];
  if (schema.items) return idPlaces(schema.items, [...at, '[]']);
  return Object.entries(schema.properties ?? {}).flatMap(([name, one]) => idPlaces(one, [...at, name]));
}

const ownId = (name: string, own: Own): string => {
  if (/^(conversation|conversations|from|to)$/.test(name)) return own.group;
  if (/^(user|users|ids|people|members|managers|manager|card|bot)$/.test(name)) return own.user;
  if (/^(file|files|attachments|avatar)$/.test(name)) return own.file;
  if (/^(folder|id)$/.test(name)) return own.folder;
  return randomUUID();
};

const ownText = (name: string, word: string): string => {
  if (name === 'email' || name === 'emails') return `${randomUUID()}@rapport.test`;
  if (name === 'endpoint') return 'https://192.0.2.9/x';
  if (name === 'timeZone') return 'UTC';
  if (name === 'text') return word;
  if (name === 'token') return 'x'.repeat(43);
  if (/password/i.test(name)) return 'orange-kettle-9-lantern';
  if (name === 'cursor') return '';
  if (name === 'epoch') return 'none';
  return `w${randomUUID().slice(0, 8)}`;
};

const ownNumber = (name: string, own: Own, { minimum = 0 }: Schema): number => {
  if (/^(seq|seqs|quote|around)$/.test(name)) return own.seq;
  if (/At$|Until$|^until$/.test(name)) return Date.now() + 8e8;
  return Math.max(minimum, 1);
};

/**
 * An input of required fields, the caller's own things in them, and what stands at `path` as given. `word` is what is looked
 * for where a text is looked for.
 */
export function inputAt(schema: Schema, path: Path, value: unknown, own: Own, word: string, name = ''): unknown {
  if (path.length === 0 && value !== undefined) return value;
  if (schema.anyOf) return inputAt(schema.anyOf[0]!, path, value, own, word, name);
  if (schema.enum) return schema.enum[0];
  if (schema.format === 'uuid') return ownId(name, own);
  if (schema.type === 'string') return ownText(name, word);
  if (schema.type === 'integer' || schema.type === 'number') return ownNumber(name, own, schema);
  if (schema.type === 'boolean') return true;
  if (schema.type === 'array') {
    const [, ...rest] = path;
    if (path[0] !== '[]' && (schema.minItems ?? 0) === 0) return [];
    return [inputAt(schema.items ?? {}, rest, path[0] === '[]' ? value : undefined, own, word, name)];
  }
  const [head, ...rest] = path;
  const fields = Object.entries(schema.properties ?? {}).filter(([key]) => key === head || schema.required?.includes(key));
  return Object.fromEntries(
    fields.map(([key, one]) => [
      key,
      key === head ? inputAt(one, rest, value, own, word, key) : inputAt(one, [], undefined, own, word, key),
    ]),
  );
}
