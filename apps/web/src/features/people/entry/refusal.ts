import { CallError } from '@rapport/client';
import { sentenceOf } from '../../../app/errors.ts';
import { say } from '../../../app/translation.tsx';

/** What the forms on the way in call their fields. */
const labels = {
  organizationName: 'people:organizationName',
  name: 'people:yourName',
  email: 'people:email',
  password: 'people:password',
} as const;
const isLabelled = (field: unknown): field is keyof typeof labels => typeof field === 'string' && Object.hasOwn(labels, field);

/**
 * Why one did not get in. Before one is signed in the server speaks the browser's language, which need not be this page's: what it
 * says of a field is said in the page's own words.
 */
export function refusalOf(error: unknown): string {
  const problem = error instanceof CallError ? error.problem : undefined;
  const field = problem?.code === 'invalid-input' ? problem.params?.field : undefined;
  return isLabelled(field) ? say('app:fieldNotValid', { field: say(labels[field]) }) : sentenceOf(error);
}
