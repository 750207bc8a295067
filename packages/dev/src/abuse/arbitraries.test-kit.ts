import type { Method } from '@rapport/contract';
import fc, { type Arbitrary } from 'fast-check';

/** What of JSON Schema the contract's inputs use. */
export interface Schema {
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null';
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
}

export const schemaOf = (method: Method): Schema => method.input.toJSONSchema({ io: 'input', unrepresentable: 'any' }) as Schema;

/** Names of fields whose values mean something that a schema cannot say. */
const meant: Record<string, readonly string[]> = {
  timeZone: ['Asia/Shanghai', 'UTC', 'America/St_Johns'],
  email: ['someone@rapport.test', 'Ärger@rapport.test', 'a+b@rapport.test'],
  emails: ['someone@rapport.test', 'a+b@rapport.test'],
  // Addresses in numbers: nobody's name server is asked by a test.
  endpoint: ['https://192.0.2.7/push', 'https://127.0.0.1/push', 'http://[::1]:9/push'],
  code: ['000000', '123 456'],
};

/** Texts that have broken programs before, all of them allowed where any text is. */
const texts = [
  'hello',
  '你好，世界',
  "'; drop table message; --",
  '%_\\',
  'from:nobody "a phrase" -without in:x has:file',
  'before:2026-01-01 on:today after:yesterday',
  '\u202eevil',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  'e\u0301\u0301\u0301',
  '{{7*7}} <script>alert(1)</script>',
  '@[x](user:00000000-0000-4000-8000-000000000000)',
  '__proto__',
  '-1',
  'ﷺ'.repeat(30),
] as const;

export interface Pool {
  /** Ids of things that exist, of every kind. */
  ids: readonly string[];
}

/** One of the ids there are, in either case of letters, or nobody's. */
const anId = (pool: Pool): Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...pool.ids) },
    { weight: 1, arbitrary: fc.constantFrom(...pool.ids).map((id) => id.toUpperCase()) },
    { weight: 2, arbitrary: fc.uuid({ version: [4, 7] }) },
  );

function text(schema: Schema, name: string, pool: Pool): Arbitrary<string> {
  if (schema.format === 'uuid') return anId(pool);
  const known = meant[name];
  if (known) return fc.constantFrom(...known);
  const { minLength = 0, maxLength = 300 } = schema;
  const fits = (value: string) => value.length >= minLength && value.length <= maxLength;
  const choices: Arbitrary<string>[] = [
    fc.constantFrom(...[...texts, 'x'.repeat(minLength), 'y'.repeat(Math.min(maxLength, 20_000))].filter(fits)),
    fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) }).filter(fits),
  ];
  return fc.oneof(...choices);
}

const number = ({ minimum = -1e9, maximum = 1e9 }: Schema): Arbitrary<number> =>
  fc.oneof(
    fc.constantFrom(minimum, maximum, Math.min(maximum, minimum + 1)),
    fc.integer({ min: minimum, max: Math.min(maximum, minimum + 50) }),
  );

/** Values of a schema, by construction: borders, known ids and strange texts first. */
export function valuesOf(schema: Schema, pool: Pool, name = ''): Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => valuesOf(one, pool, name)));
  if (schema.type === 'string') return text(schema, name, pool);
  if (schema.type === 'integer' || schema.type === 'number') return number(schema);
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'array') {
    const { minItems = 0, maxItems = 5 } = schema;
    return fc.array(valuesOf(schema.items ?? {}, pool, name), {
      minLength: minItems,
      maxLength: Math.min(maxItems, Math.max(minItems, 5)),
    });
  }
  if (schema.type === 'object' && schema.properties) {
    const fields = Object.entries(schema.properties).map(([key, one]) => [key, valuesOf(one, pool, key)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [], noNullPrototype: true });
  }
  return fc.jsonValue();
}

/** What stands where something else should. */
const wrongs: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0.5,
    1e21,
    -0,
    Number.MAX_SAFE_INTEGER + 2,
    2 ** 63,
    '',
    ' ',
    'x\0y',
    '\ud800',
    '\udfff tail',
    '00000000-0000-4000-8000-00000000000g',
    'x'.repeat(21_000),
    [],
    [[]],
    {},
    { length: 1e9 },
    Array.from({ length: 1_200 }, () => 1),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.integer({ min: 2, max: 60 }).map((deep) => JSON.parse('['.repeat(deep) + ']'.repeat(deep)) as unknown),
);

type Fields = Record<string, unknown>;
/** A field of an object, own and enumerable whatever it is called. */
const withField = (object: Fields, key: string, value: unknown): Fields =>
  Object.fromEntries([...Object.entries(object).filter(([name]) => name !== key), [key, value]]);

/** Puts something wrong at one place, at the top or deeper down. */
function spoilt(value: unknown, wrong: unknown, turn: number): unknown {
  if (typeof value !== 'object' || value === null || turn % 5 === 0) return wrong;
  const keys = Object.keys(value);
  const key = keys[turn % Math.max(1, keys.length)];
  if (key === undefined) return wrong;
  const inner = spoilt((value as Fields)[key], wrong, Math.floor(turn / 5) + 3);
  return Array.isArray(value)
    ? value.map((one, i) => (String(i) === key ? inner : (one as unknown)))
    : withField(value as Fields, key, inner);
}

const strangeKeys = ['__proto__', 'constructor', 'toString', 'extra', '', 'then', '\u0000', 'x'.repeat(300)];

/** Inputs that are almost right: a field of a wrong kind, one too many, one too few, or something else altogether. */
export function nearlyOf(schema: Schema, pool: Pool): Arbitrary<unknown> {
  const good = valuesOf(schema, pool) as Arbitrary<Fields>;
  const required = schema.required ?? [];
  const turn = fc.nat(10_000);
  return fc.oneof(
    { weight: 5, arbitrary: fc.tuple(good, wrongs, turn).map(([value, wrong, at]) => spoilt(value, wrong, at)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(good, fc.constantFrom(...Object.keys(schema.properties ?? {}), 'x'), wrongs)
        .map(([value, key, wrong]) => withField(value, key, wrong)),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(good, fc.constantFrom(...strangeKeys), wrongs).map(([value, key, more]) => withField(value, key, more)),
    },
    {
      weight: required.length > 0 ? 2 : 0,
      arbitrary: fc
        .tuple(good, fc.constantFrom(...(required.length > 0 ? required : ['x'])))
        .map(([value, key]) => Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))),
    },
    { weight: 1, arbitrary: wrongs },
  );
}
