import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { formWords, RecordedForm } from '@rapport/contract';
import { newId } from '@rapport/platform';
import type { ImportedBatch } from '../../conversations/index.ts';
import { storeStream } from '../../files/index.ts';
import { keptTemplate } from '../../templates/index.ts';
import type { BatchItem } from '../batch-keys.ts';
import type { ImportMessage } from '../import-item.ts';
import type { ItemKey } from '../item-key.ts';
import { itemsByKey } from '../reader.ts';
import type { RunContext } from '../run-context.ts';
import type { Carried } from './carried.ts';

/** What a version holds beside its text, with ids of this house. */
export type CarriedContent = NonNullable<ImportedBatch['versions'][number]['content']>;

/** Somebody as a form names them, by an id of this house or by the name alone. */
function known<T extends { user?: string | undefined }>(run: RunContext, people: readonly T[]): T[] {
  return people.map(({ user, ...rest }) => {
    const id = run.people.get(user)?.user;
    return { ...rest, ...(id ? { user: id } : {}) } as T;
  });
}

async function formOf(run: RunContext, given: object, where: string): Promise<RecordedForm | undefined> {
  const { data: form } = RecordedForm.safeParse(given);
  if (!form) {
    run.tally.skip({ reason: 'part:form-not-whole', where, count: 1 });
    return undefined;
  }
  const template = await keptTemplate(run.platform, form.template, form.version).catch(() => undefined);
  if (!template) {
    run.tally.skip({ reason: 'part:form-of-unknown-template', where, count: 1 });
    return undefined;
  }
  // They name messages of the other house.
  const { sources, ...rest } = form;
  if (sources) run.tally.skip({ reason: 'part:form-sources', where, count: 1 });
  return {
    ...rest,
    participants: known(run, form.participants),
    ...(form.actions ? { actions: known(run, form.actions) } : {}),
  };
}

const wordsOf = (form: object): string =>
  formWords({ participants: [], values: {}, ...form } as never)
    .slice(1)
    .join('\n');

async function contentOf(run: RunContext, { content }: Carried, message: ImportMessage): Promise<CarriedContent> {
  const { forward, card, form, location, noForward, urgent } = content;
  const person = run.people.get(card)?.user;
  const kept = form && (await formOf(run, form, message.where));
  // Its words stay, as words.
  if (form && !kept) message.text = [...message.text, `\n\n${wordsOf(form)}`];
  const sender = forward?.sender ? run.people.get(forward.sender)?.user : undefined;
  return {
    ...(forward ? { forward: { ...forward, sender: (sender ?? null) as never } } : {}),
    ...(location ? { location } : {}),
    ...(person ? { card: person } : {}),
    ...(kept ? { form: kept } : {}),
    ...(noForward ? { noForward } : {}),
    ...(urgent === undefined ? {} : { urgent }),
  };
}

/** Attachments become files of whoever sent them; until the message is written they belong to nothing, and go by themselves. */
async function filesOf(
  run: RunContext,
  { attachments }: Carried,
  message: ImportMessage,
): Promise<NonNullable<CarriedContent['attachments']>> {
  const { platform, people, by } = run;
  const folder = join(platform.config.dataDir, 'imports');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made: NonNullable<CarriedContent['attachments']> = [];
  for (const { name, path, digest } of attachments) {
    const wanted = { owner: people.get(message.author.id)?.user ?? by, name, path: join(folder, newId()) };
    const file = await storeStream(platform, wanted, await run.openFile!(path), (found) => found === digest);
    if (file) made.push(file);
    else run.tally.skip({ reason: 'part:file-damaged', where: message.where, count: 1 });
  }
  return made;
}

const messageOf = (item: BatchItem): ImportMessage | undefined =>
  item.kind === 'delete' ? undefined : item.kind === 'edit' ? item.message : item;

/** What messages of a batch hold beside their texts; bytes of those that are new are stored. Of sources that carry nothing none. */
export async function carryBatch(
  run: RunContext,
  key: ItemKey,
  items: readonly BatchItem[],
): Promise<Map<ImportMessage, CarriedContent>> {
  const found = new Map<ImportMessage, CarriedContent>();
  const attached = items.filter((item) => item.kind === 'message' && item.carried && item.carried.attachments.length > 0);
  const rows =
    attached.length > 0
      ? await itemsByKey(
          run.platform.db,
          attached.map((item) => key(item.externalId)),
        )
      : [];
  const there = new Set(rows.map((row) => row.key));
  for (const item of items) {
    const message = messageOf(item);
    if (!message?.carried) continue;
    const content = await contentOf(run, message.carried, message);
    const fresh = item.kind === 'message' && message.carried.attachments.length > 0 && !there.has(key(item.externalId));
    if (fresh)
      content.attachments = run.dryRun
        ? message.carried.attachments.map(({ name }) => ({ file: newId() as never, name, type: '', size: 0, kind: 'file' }))
        : await filesOf(run, message.carried, message);
    if (content.attachments?.length === 0) delete content.attachments;
    found.set(message, content);
  }
  return found;
}
