import { type FormField, type Language, TemplateDefinition, type Words } from '@rapport/contract';
import { inWords } from '../../forms/in-words.ts';
import { type Keyed, newKey } from '../../forms/keys.ts';

export const fieldKinds = ['line', 'lines', 'day', 'number', 'yesNo', 'oneOf', 'someOf', 'list'] as const;
export type FieldKind = (typeof fieldKinds)[number] | 'table';

/** A field as it is drawn up: its words in the language of whoever writes, the others kept. */
export interface FieldSketch extends Keyed {
  /** Its name in values; stays through versions. */
  name: string;
  kind: FieldKind;
  labels: Words;
  required: boolean;
  /** Choices, a line each. */
  choices: string;
  /** The field as it was: what is not changed here is kept. */
  was: FormField | null;
}

/** A template as it is drawn up. */
export interface Sketch {
  names: Words;
  purpose: string;
  channel: string;
  insists: TemplateDefinition['insists'];
  fields: FieldSketch[];
}

const tongue = (language: Language): 'zh' | 'en' => (language === 'zh-CN' ? 'zh' : 'en');

/** The words with one's own replaced; emptied ones are gone. */
export function respoken(words: Words, language: Language, text: string): Words {
  const { [tongue(language)]: _, ...others } = words;
  return text === '' ? others : { ...others, [tongue(language)]: text };
}

export const emptyField = (taken: readonly FieldSketch[]): FieldSketch => {
  const names = new Set(taken.map(({ name }) => name));
  let n = taken.length + 1;
  while (names.has(`field${n}`)) n++;
  return { key: newKey(), name: `field${n}`, kind: 'line', labels: {}, required: false, choices: '', was: null };
};

export const emptySketch = (): Sketch => ({ names: {}, purpose: '', channel: '', insists: [], fields: [] });

interface Choices {
  enum: string[];
  'x-choices': Record<string, Words>;
}

function kindOf(field: FormField): FieldKind {
  if (field.type === 'boolean') return 'yesNo';
  if (field.type === 'array') {
    if (field.items.type === 'object') return 'table';
    return 'enum' in field.items ? 'someOf' : 'list';
  }
  if (field.type !== 'string') return 'number';
  if ('enum' in field) return 'oneOf';
  if (field['x-lines']) return 'lines';
  return field.format === 'date' ? 'day' : 'line';
}

const choicesOf = (field: FormField): Choices | null => {
  const holder = field.type === 'array' ? field.items : field;
  return 'enum' in holder ? holder : null;
};

export function sketchOf(definition: TemplateDefinition, language: Language): Sketch {
  const { names, purpose, channel = '', insists, schema } = definition;
  const fields = Object.entries(schema.properties).map(([name, field]): FieldSketch => {
    const choices = choicesOf(field);
    return {
      key: newKey(),
      name,
      kind: kindOf(field),
      labels: field['x-label'],
      required: schema.required.includes(name),
      choices: choices ? choices.enum.map((value) => inWords(choices['x-choices'][value] ?? {}, language)).join('\n') : '',
      was: field,
    };
  });
  return { names, purpose, channel, insists: [...insists], fields };
}

/** Choices by their lines: those that were there keep their value and their other language. */
function choicesFrom({ choices, was }: FieldSketch, language: Language): Choices {
  const before = was ? choicesOf(was) : null;
  const known = new Map((before?.enum ?? []).map((value) => [inWords(before?.['x-choices'][value] ?? {}, language), value]));
  const taken = new Set(known.values());
  let n = 0;
  const next = (): string => {
    do n++;
    while (taken.has(`c${n}`));
    return `c${n}`;
  };
  const labels: Record<string, Words> = {};
  for (const line of new Set(choices.split('\n').map((text) => text.trim()))) {
    if (line === '') continue;
    const value = known.get(line);
    labels[value ?? next()] = (value ? before?.['x-choices'][value] : undefined) ?? respoken({}, language, line);
  }
  return { enum: Object.keys(labels), 'x-choices': labels };
}

function fieldFrom(sketch: FieldSketch, language: Language): unknown {
  const { kind, labels, was } = sketch;
  const words = { 'x-label': labels, ...(was?.['x-hint'] ? { 'x-hint': was['x-hint'] } : {}) };
  if (was && kindOf(was) === kind && kind !== 'oneOf' && kind !== 'someOf') return { ...was, ...words };
  switch (kind) {
    case 'line':
      return { type: 'string', ...words, maxLength: 300 };
    case 'lines':
      return { type: 'string', ...words, maxLength: 20_000, 'x-lines': true };
    case 'day':
      return { type: 'string', ...words, format: 'date' };
    case 'number':
      return { type: 'number', ...words };
    case 'yesNo':
      return { type: 'boolean', ...words };
    case 'oneOf':
      return { type: 'string', ...words, ...choicesFrom(sketch, language) };
    case 'someOf':
      return { type: 'array', ...words, items: { type: 'string', ...choicesFrom(sketch, language) } };
    case 'list':
      return { type: 'array', ...words, maxItems: 100, items: { type: 'string', maxLength: 2000 } };
    case 'table':
      return was;
  }
}

/** The template that was drawn up; undefined while it is none (a name or a choice is missing). */
export function definitionFrom(sketch: Sketch, language: Language): TemplateDefinition | undefined {
  const { names, purpose, channel, insists, fields } = sketch;
  return TemplateDefinition.safeParse({
    names,
    purpose,
    ...(channel ? { channel } : {}),
    insists,
    schema: {
      type: 'object',
      properties: Object.fromEntries(fields.map((field) => [field.name, fieldFrom(field, language)])),
      required: fields.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: false,
    },
  }).data;
}
