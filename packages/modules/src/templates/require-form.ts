import { Fault, type Form, formProblems, type RecordedForm, tidyForm } from '@rapport/contract';
import type { Platform } from '@rapport/platform';
import { type Actor, visibleAmong } from '../access/index.ts';
import { keptTemplate } from './look-up.ts';

/** So long after the end of what it tells of, a record is late (ms). */
const lateAfter = 24 * 3_600_000;
/** Clocks of devices differ by so much at most (ms); what has not happened cannot be recorded. */
const ahead = 5 * 60_000;

/** Whether what a form tells of had ended more than a day before it was written down. */
export const isLate = ({ occurred }: Pick<Form, 'occurred'>, writtenAt: number): boolean =>
  writtenAt - (occurred.to ?? occurred.from) > lateAfter;

const namedIn = ({ participants, actions }: Form): string[] =>
  [...participants, ...(actions ?? [])].flatMap(({ user }) => (user ? [user] : []));

/**
 * The form, tidied, after all that can be said of it without the conversation was checked: its template (for a new one none that was put
 * away), required parts, times, and that the people it names, but for those it named `earlier`, are visible to its writer. Throws `invalid-input` naming the field below
 * `at`, or `not-found`.
 */
export async function requireForm(
  platform: Platform,
  actor: Actor,
  written: Form,
  at: string,
  earlier?: RecordedForm,
): Promise<RecordedForm> {
  const template = await keptTemplate(platform, written.template, written.version);
  if (!earlier && template.archived)
    throw new Fault('invalid-input', { field: `${at}/template`, reason: 'the template was put away' });
  const form = tidyForm(template.definition, written);
  const [problem] = formProblems(template.definition, form, actor.language);
  if (problem)
    throw new Fault('invalid-input', { field: `${at}/${problem.field}`.slice(0, 200), reason: problem.reason.slice(0, 200) });
  const now = platform.clock.now();
  if (form.occurred.from > now + ahead)
    throw new Fault('invalid-input', { field: `${at}/occurred/from`, reason: 'is still to come' });
  const before = new Set(earlier && namedIn(earlier));
  const named = namedIn(form).filter((user) => !before.has(user));
  const seen = new Set(await visibleAmong(platform.db, actor, [...new Set(named)]));
  const hidden = named.find((user) => !seen.has(user));
  if (hidden) throw new Fault('not-found', { what: 'user' });
  return isLate(form, now) ? { ...form, late: true } : form;
}
