import type { Platform } from '@rapport/platform';
import { actorFor } from '../access/index.ts';
import { type MailablePerson, mailablePeople, mailablePerson, organizationIfAny, organizationSettings } from '../people/index.ts';
import { digestMail } from './digest-mail.ts';
import { digestPlaces } from './digest-places.ts';
import { digestDay } from './digest-policy.ts';
import { digestsDone, switchesOf } from './reader.ts';
import { builtInSwitches } from './settings.ts';
import { takeDigestDay } from './writer.ts';

/** People looked at in one go. */
const page = 1_000;

/** Of these people, those whose digest is due now and has not been thought of. */
async function dueAmong(platform: Platform, people: readonly MailablePerson[]): Promise<{ user: string; day: string }[]> {
  const now = platform.clock.now();
  const [switches, organization] = await Promise.all([
    switchesOf(
      platform.db,
      people.map((p) => p.id),
    ),
    organizationSettings(platform),
  ]);
  const changed = new Map(switches.map((s) => [s.user, s]));
  const due = people.flatMap((person) => {
    const { digest, digestHour } = changed.get(person.id) ?? builtInSwitches;
    const timeZone = person.timeZone ?? organization.timeZone;
    const day = digestDay({ digest, digestHour, timeZone, workingHours: person.workingHours ?? organization.workingHours }, now);
    return day ? [{ user: person.id, day }] : [];
  });
  const done = due.length > 0 ? await digestsDone(platform.db, due) : new Set<string>();
  return due.filter(({ user }) => !done.has(user));
}

/** The hourly job: everybody whose hour has come gets a job of their own. */
export async function orderDigests(platform: Platform): Promise<void> {
  if (!platform.mailer.available || !(await organizationIfAny(platform))) return;
  for (let after: string | null = null; ; ) {
    const people: MailablePerson[] = await mailablePeople(platform.db, after, page);
    const due = await dueAmong(platform, people);
    if (due.length > 0)
      await platform.db.transaction(async (tx) => {
        for (const one of due)
          await platform.jobs.enqueue(tx, 'delivery.digest', one, { key: `digest/${one.user}`, maxAttempts: 6 });
      });
    if (people.length < page) return;
    after = people.at(-1)!.id;
  }
}

/**
 * DE17 The job of one person's day: at most one mail, and none when nothing waits. The day is taken in the transaction in which the
 * mail goes out: a mail server that refuses is asked again, until the hours for it are over.
 */
export async function sendDigest(platform: Platform, { user, day }: { user: string; day: string }): Promise<void> {
  const [person, organization, actor] = await Promise.all([
    mailablePerson(platform.db, user),
    organizationIfAny(platform),
    actorFor(platform, user),
  ]);
  if (!person || !organization || !actor) return;
  const [due] = await dueAmong(platform, [person]);
  if (due?.day !== day) return;
  const [switches] = await switchesOf(platform.db, [user]);
  const places = await digestPlaces(platform, actor, (switches ?? builtInSwitches).digestExcerpts);
  await platform.db.transaction(async (tx) => {
    if (!(await takeDigestDay(tx, user, day)) || places.length === 0) return;
    const language = person.language ?? organization.defaultLanguage;
    const to = { to: person.email, name: person.name, organization: organization.name, language, url: platform.config.url };
    await platform.mailer.send(digestMail(to, places));
  });
}
