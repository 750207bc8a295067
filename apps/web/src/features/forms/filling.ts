import { Form, type FormProblem, formProblems, type Language, type Template, tidyForm } from '@rapport/contract';
import { instantOf, wallTimeOf } from '../../app/zoned.ts';
import { type Keyed, newKey } from './keys.ts';

export interface Person extends Keyed {
  name: string;
  user?: string | undefined;
  organization: string;
  role: string;
  attendance: 'present' | 'absent' | 'observer';
  reason: string;
}
export interface Task extends Keyed {
  what: string;
  owner: string;
  due: string;
}
export type Source = NonNullable<Form['sources']>[number];

/** A form while it is filled in: texts as they stand in the fields, times as a clock on the wall shows them (`2026-11-21T09:05`). */
export interface Filling {
  title: string;
  goal: string;
  from: string;
  to: string;
  zone: string;
  place: string;
  channel: string;
  participants: Person[];
  summary: string;
  decisions: (Keyed & { text: string })[];
  actions: Task[];
  sources: Source[];
  values: Record<string, unknown>;
}

export const personFor = (name: string, user?: string): Person => ({
  key: newKey(),
  name,
  user,
  organization: '',
  role: '',
  attendance: 'present',
  reason: '',
});

const pad = (n: number): string => String(n).padStart(2, '0');

/** An instant as `datetime-local` shows it. */
export function wallText(at: number, zone: string): string {
  const { day, minute } = wallTimeOf(at, zone);
  return `${day}T${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** NaN for what is no time. */
export function instantFrom(text: string, zone: string): number {
  const [day = '', time = ''] = text.split('T');
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  return instantOf(day, hours * 60 + minutes, zone);
}

/** An empty form: now, in one's own zone, oneself taking part. */
export function begin(template: Template, given: { now: number; zone: string; me: Person; title: string }): Filling {
  return {
    title: given.title,
    goal: '',
    from: wallText(given.now, given.zone),
    to: '',
    zone: given.zone,
    place: '',
    channel: template.definition.channel ?? '',
    participants: [given.me],
    summary: '',
    decisions: [],
    actions: [],
    sources: [],
    values: {},
  };
}

/** What was kept of an earlier page: lines with keys of this page, and only the fields that the template still has. */
export function renewed(kept: Filling, template: Template): Filling {
  const withKey = <L extends Keyed>(lines: L[]): L[] => lines.map((line) => ({ ...line, key: newKey() }));
  const asked = template.definition.schema.properties;
  return {
    ...kept,
    participants: withKey(kept.participants),
    decisions: withKey(kept.decisions),
    actions: withKey(kept.actions),
    values: Object.fromEntries(Object.entries(kept.values).filter(([name]) => Object.hasOwn(asked, name))),
  };
}

/** A record as it can be put right. */
export function fillingOf(form: Form): Filling {
  const { occurred } = form;
  return {
    title: form.title,
    goal: form.goal ?? '',
    from: wallText(occurred.from, occurred.zone),
    to: occurred.to === undefined ? '' : wallText(occurred.to, occurred.zone),
    zone: occurred.zone,
    place: form.place ?? '',
    channel: form.channel ?? '',
    participants: form.participants.map((p) => ({
      ...personFor(p.name, p.user),
      organization: p.organization ?? '',
      role: p.role ?? '',
      attendance: p.attendance,
      reason: p.reason ?? '',
    })),
    summary: form.summary ?? '',
    decisions: (form.decisions ?? []).map((text) => ({ key: newKey(), text })),
    actions: (form.actions ?? []).map((a) => ({ key: newKey(), what: a.what, owner: a.owner ?? '', due: a.due ?? '' })),
    sources: form.sources ?? [],
    values: form.values,
  };
}

/** Only what says something. */
const said = <T extends object>(parts: T): Partial<T> =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== '' && value !== undefined)) as Partial<T>;

/** What is said of what the shape refuses: nearly always something was left out, as the fields themselves bound sizes and times. */
export interface RefusalWords {
  missing: string;
  endsBefore: string;
}

/** What was filled in as the server wants it, tidied; or what is wrong with it, by field. */
export function formFrom(
  template: Template,
  filling: Filling,
  language: Language,
  words: RefusalWords,
): { form: Form } | { problems: FormProblem[] } {
  const { zone } = filling;
  const draft = {
    template: template.id,
    version: template.version,
    ...said({ title: filling.title.trim(), goal: filling.goal, place: filling.place.trim(), channel: filling.channel }),
    ...said({ summary: filling.summary }),
    occurred: {
      from: instantFrom(filling.from, zone),
      ...(filling.to ? { to: instantFrom(filling.to, zone) } : {}),
      zone,
    },
    participants: filling.participants.map(({ key: _, attendance, ...person }) => ({
      ...said(person),
      attendance,
    })),
    decisions: filling.decisions.map(({ text }) => text).filter((text) => text.trim() !== ''),
    actions: filling.actions
      .filter(({ what, owner, due }) => what.trim() !== '' || owner !== '' || due !== '')
      .map(({ key: _, ...action }) => said(action)),
    sources: filling.sources,
    values: filling.values,
  };
  const parsed = Form.safeParse(draft);
  const problems: FormProblem[] = (parsed.error?.issues ?? []).map((issue) => ({
    field: issue.path.join('/'),
    reason: issue.path.join('/') === 'occurred/to' ? words.endsBefore : words.missing,
  }));
  if (!parsed.success) return { problems };
  const form = tidyForm(template.definition, parsed.data);
  const further = formProblems(template.definition, form, language);
  return further.length > 0 ? { problems: further } : { form };
}
