import { Fault, type Output, type Parsed, variablesIn, withoutName } from '@rapport/contract';
import { dayAt, type Platform } from '@rapport/platform';
import type { Actor } from '../../access/index.ts';
import { organizationIfAny } from '../../people/index.ts';
import { presentCases } from '../cases/present.ts';
import { lockCase } from '../cases/tell.ts';
import { requireCase } from '../guard.ts';
import { hoursFor, setUpOf } from '../set-up/memory.ts';
import { fillText } from './canned-text.ts';
import { replyRows } from './desk-reader.ts';
import { makeRating } from './ratings.ts';

/** A canned reply with what is known of the case; whom the house alone gave a name is not called by it. A link for rating is made where the text has a place for one. */
export async function fillReply(
  platform: Platform,
  actor: Actor,
  input: Parsed<'cases.fillReply'>,
): Promise<Output<'cases.fillReply'>> {
  const row = await requireCase(platform, platform.db, actor, input.case);
  const reply = (await replyRows(platform.db)).find((one) => one.id === input.reply && !one.archived);
  if (!reply || (reply.inbox !== null && !row.inboxes.includes(reply.inbox))) throw new Fault('not-found', { what: 'reply' });
  const setUp = await setUpOf(platform);
  const [outline] = await presentCases(platform.db, actor, [row]);
  const language = reply.texts[input.language] ? input.language : reply.texts.zh ? 'zh' : 'en';
  const whole = reply.texts[language] ?? '';
  const text = outline!.contact.unnamed ? withoutName(whole, language) : whole;
  const inbox = setUp.inboxes.get(row.inboxes[0] ?? '');
  const values = {
    'contact.name': outline!.contact.name,
    'case.number': String(row.number),
    'case.title': outline!.title,
    'agent.name': actor.name,
    'inbox.name': inbox?.name ?? '',
    'organization.name': (await organizationIfAny(platform))?.name ?? '',
    today: dayAt(hoursFor(setUp, row.inboxes).zone, platform.clock.now()),
    'rating.link': 'later',
  };
  fillText(text, values);
  if (!variablesIn(text).includes('rating.link')) return { text: fillText(text, values) };
  const { url } = await platform.db.transaction(async (tx) =>
    makeRating(platform, tx, await lockCase(tx, row.id), inbox?.settings.rating ?? 'csat', actor.user),
  );
  return { text: fillText(text, { ...values, 'rating.link': url }) };
}
