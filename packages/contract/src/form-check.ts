import { z } from 'zod';
import { zhCN } from 'zod/locales';
import type { Language } from './errors.ts';
import type { TemplateDefinition } from './form-schema.ts';
import type { Form } from './forms.ts';

/** What is wrong with a filled form: where, as a path with `/`, and why, in the reader's language. */
export interface FormProblem {
  field: string;
  reason: string;
}

const chinese = zhCN().localeError;
const missing = { en: 'must be filled in', 'zh-CN': '必须填写' } as const;
const placeOrChannel = { en: 'say where, or over which channel', 'zh-CN': '请填写地点或渠道' } as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);

const withoutEmpty = <T>(values: Record<string, T>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));

/** The form as it is kept: the template's channel where none is said, nothing that says nothing. */
export function tidyForm({ channel }: TemplateDefinition, form: Form): Form {
  const { goal, place, summary, decisions, actions, sources, values, ...rest } = form;
  const parts = withoutEmpty({ goal, place, summary, decisions, actions, sources });
  const tidy = { ...rest, ...parts, values: withoutEmpty(values) } as Form;
  return tidy.channel || !channel ? tidy : { ...tidy, channel };
}

/** Judges a tidied form against its template; the first problem of each field. */
export function formProblems(definition: TemplateDefinition, form: Form, language: Language): FormProblem[] {
  const problems: FormProblem[] = [];
  for (const part of definition.insists) if (isEmpty(form[part])) problems.push({ field: part, reason: missing[language] });
  if (isEmpty(form.place) && !form.channel) problems.push({ field: 'place', reason: placeOrChannel[language] });
  const { schema } = definition;
  for (const name of schema.required)
    if (isEmpty(form.values[name])) problems.push({ field: `values/${name}`, reason: missing[language] });
  const checked = checkerOf(definition).safeParse(form.values, language === 'zh-CN' ? { error: chinese } : undefined);
  for (const issue of checked.error?.issues ?? []) {
    const path = ['values', ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') path.push(issue.keys[0]!);
    const field = path.join('/');
    if (!problems.some((problem) => problem.field === field)) problems.push({ field, reason: issue.message });
  }
  return problems;
}

/** Building a checker takes a millisecond, and forms of one template come again. */
const checkers = new WeakMap<TemplateDefinition, z.ZodType>();

function checkerOf(definition: TemplateDefinition): z.ZodType {
  const known = checkers.get(definition);
  if (known) return known;
  const checker = z.fromJSONSchema(definition.schema as Parameters<typeof z.fromJSONSchema>[0]);
  checkers.set(definition, checker);
  return checker;
}

/** Everything in a form that somebody wrote, for an index or an excerpt: the title first, in the form's order. */
export function formWords(form: Form): string[] {
  const words: string[] = [];
  const add = (value: unknown): void => {
    if (typeof value === 'string') words.push(value);
    else if (Array.isArray(value)) value.forEach(add);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(add);
  };
  add([form.title, form.goal, form.place, form.summary, form.decisions]);
  for (const person of form.participants) add([person.name, person.organization, person.role, person.reason]);
  for (const action of form.actions ?? []) add([action.what, action.owner]);
  add(form.values);
  return words;
}
