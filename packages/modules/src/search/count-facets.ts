import type { Facets, Parsed, RecordKind } from '@rapport/contract';
import { dayAt, type Platform } from '@rapport/platform';
import { type Actor, findUser, organizationSettings, peopleByIds } from '../people/index.ts';
import { countCustomers } from './count-customers.ts';
import { Counts } from './counts.ts';
import type { Found } from './find-messages.ts';
import { kindsOf } from './narrow.ts';
import { placesById } from './present-hits.ts';
import { type Covered, newestFound, prepareRecords } from './records-asked.ts';

/** Departments of those who wrote, for whoever may look at the directory. Somebody of several counts in each. */
async function departmentsOf(platform: Platform, actor: Actor, people: Counts<string>): Promise<Facets['departments']> {
  if (!actor.permissions.has('people.browse')) return [];
  const wrote = new Map(people.top(Number.MAX_SAFE_INTEGER));
  const departments = new Counts<string>();
  for (const { id, departments: theirs } of await peopleByIds(platform.db, [...wrote.keys()]))
    for (const department of theirs) departments.add(department, wrote.get(id));
  return departments.top().map(([department, count]) => ({ department: department as never, count }));
}

async function zoneOf(platform: Platform, actor: Actor, asked: string | undefined): Promise<string> {
  return asked ?? (await findUser(platform.db, actor.user))?.timeZone ?? (await organizationSettings(platform)).timeZone;
}

/** What the records that match are (SE9): counted over the newest of them, so that its price does not grow with the house. */
export async function countFacets(
  platform: Platform,
  actor: Actor,
  input: Parsed<'search.facets'>,
  covered?: Covered,
): Promise<Facets> {
  const { found, more } = await newestFound(platform, actor, await prepareRecords(platform, actor, input, covered));
  const zone = await zoneOf(platform, actor, input.timeZone);
  const kinds = new Counts<RecordKind>();
  const templates = new Counts<string>();
  const labels = new Counts<string>();
  const places = new Counts<string>();
  const people = new Counts<string>();
  const days = new Counts<string>();
  const ofPlace = new Map<string, Found>();
  for (const one of found) {
    const { message } = one;
    for (const kind of kindsOf(message)) kinds.add(kind);
    if (!message.recalled && message.content?.form) templates.add(message.content.form.template);
    for (const label of message.labels ?? []) labels.add(label);
    places.add(message.conversation);
    ofPlace.set(message.conversation, one);
    if (message.sender !== null) people.add(message.sender);
    days.add(dayAt(zone, message.at));
  }
  const often = places.top();
  const placed = await placesById(
    platform,
    actor,
    often.map(([id]) => ofPlace.get(id)!),
  );
  return {
    counted: found.length,
    more,
    kinds: kinds.top().map(([kind, count]) => ({ kind, count })),
    templates: templates.top().map(([template, count]) => ({ template: template as never, count })),
    labels: labels.top().map(([label, count]) => ({ label, count })),
    conversations: often.flatMap(([id, count]) => {
      const conversation = placed.get(id);
      return conversation ? [{ conversation, count }] : [];
    }),
    people: people.top().map(([person, count]) => ({ person: person as never, count })),
    departments: await departmentsOf(platform, actor, people),
    ...(await countCustomers(platform, actor, found)),
    days: days
      .top(Number.MAX_SAFE_INTEGER)
      .map(([day, count]) => ({ day, count }))
      .sort((a, b) => (a.day < b.day ? -1 : 1)),
  };
}
