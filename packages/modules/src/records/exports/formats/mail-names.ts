import type { FormatJob } from './format.ts';
import { plainName } from './words.ts';

type Naming = Pick<FormatJob, 'platform' | 'walk'>;

/** What follows the @ of those without an address of their own: the house's name. */
export const hostOf = ({ platform }: Pick<FormatJob, 'platform'>): string =>
  new URL(platform.config.url).hostname.replace(/[^a-z0-9.-]/gi, '') || 'localhost';

/** Somebody as mails name them. */
export function addressOf(job: Naming, id: string): { name: string; address: string } {
  const person = job.walk.people.get(id);
  return { name: plainName(person?.name ?? id), address: person?.email ?? `${id}@${hostOf(job)}` };
}

/** Where a mail comes from and whom it is for. */
export const originHeaders = (
  { cause, organization, madeAt }: Pick<FormatJob, 'cause' | 'organization' | 'madeAt'>,
  conversation: string,
) => ({
  'X-Rapport-Export': cause.id,
  'X-Rapport-Conversation': conversation,
  'X-Rapport-Made-At': new Date(madeAt).toISOString(),
  'X-Rapport-Organization': plainName(organization.name),
  ...(cause.recipient === null ? {} : { 'X-Rapport-Recipient': plainName(cause.recipient) }),
});
