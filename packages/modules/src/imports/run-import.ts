import { newId, type Platform } from '@rapport/platform';
import { audit } from '../access/index.ts';
import { firstOwner } from '../people/index.ts';
import type { ImportSource } from './import-item.ts';
import { ImportPeople } from './import-people.ts';
import { type ImportReport, Tally } from './import-report.ts';
import type { IrcOptions } from './irc/log-source.ts';
import { openImport } from './open-import.ts';
import { PlaceImport } from './place-import.ts';
import { findSource, placesOf } from './reader.ts';
import type { RunContext } from './run-context.ts';
import type { WecomOptions } from './wecom/archive-source.ts';
import { putSource } from './writer.ts';

export interface ImportRun {
  kind: ImportSource['kind'];
  /** A folder, a zip or a single log file. */
  path: string;
  /** Reads and decides everything, writes nothing; the report is the one a real run would give. */
  dryRun?: boolean;
  irc?: IrcOptions;
  wecom?: WecomOptions;
  /** User id of who imports; the organization's first owner when absent. Owns groups whose owner nobody knows. */
  by?: string;
  progress?: (progress: ImportProgress) => void;
  /** Ends the run between two batches; running again goes on. */
  signal?: AbortSignal;
}

export interface ImportProgress {
  phase: 'opening' | 'people' | 'conversations' | 'done';
  /** Of conversations. */
  done: number;
  total: number;
  /** Name of the conversation being read. */
  conversation?: string;
  /** Items read so far (messages, edits, joins …), known ones included. */
  items: number;
  /** Messages added so far. */
  messages: number;
}

/** Tells how far a run is, and ends it when asked to. */
function teller(run: ImportRun, tally: Tally): (change: Partial<ImportProgress>) => void {
  const now: ImportProgress = { phase: 'opening', done: 0, total: 0, items: 0, messages: 0 };
  return (change) => {
    run.signal?.throwIfAborted();
    Object.assign(now, change, { items: now.items + (change.items ?? 0), messages: tally.counts.messages });
    run.progress?.({ ...now });
  };
}

/**
 * Brings an export into the house (IM20–IM27). Every batch is whole by itself: after an end at any moment the same call goes on,
 * and doing it twice adds nothing. Throws `ImportFormatError` when the path holds no export, an `Error` that says the cure when nobody owns the house.
 */
export async function runImport(platform: Platform, run: ImportRun): Promise<ImportReport> {
  const by = run.by ?? (await firstOwner(platform.db));
  if (by === undefined)
    throw new Error('nobody owns this house yet: open its set-up link, or make an owner (rapport user create --role owner)');
  const tally = new Tally();
  const tell = teller(run, tally);
  tell({});
  const report = (skip: Parameters<Tally['skip']>[0]) => tally.skip(skip);
  const source = await openImport(run.kind, run.path, {
    report,
    ...(run.irc ? { irc: run.irc } : {}),
    ...(run.wecom ? { wecom: run.wecom } : {}),
  });
  try {
    const context = await contextOf(platform, run, source, { by, tally, tell });
    tell({ phase: 'people' });
    await context.people.addListed(source.users());
    await readPlaces(context, source, tell);
    if (!run.dryRun) await writeDown(context, source);
    tell({ phase: 'done' });
    return tally.report(source);
  } finally {
    await source.close();
  }
}

type Tell = ReturnType<typeof teller>;

async function contextOf(
  platform: Platform,
  run: ImportRun,
  source: ImportSource,
  deps: { by: string; tally: Tally; tell: Tell },
): Promise<RunContext> {
  const { kind, externalWorkspaceId: workspace, workspaceName: name } = source;
  const dryRun = run.dryRun ?? false;
  const at = platform.clock.now();
  const id = dryRun
    ? await findSource(platform.db, kind, workspace)
    : await platform.db.transaction((tx) => putSource(tx, { id: newId(), kind, workspace, name, at }));
  const { by, tally } = deps;
  const people = new ImportPeople({ platform, tally, source: id, by, dryRun });
  await people.load();
  const names = new Map<string, string>();
  for await (const conversation of source.conversations()) names.set(conversation.externalId, conversation.name);
  return {
    platform,
    tally,
    people,
    kind,
    scope: `${kind}:${workspace}`,
    source: id,
    by,
    dryRun,
    conversationName: (externalId) => names.get(externalId),
    directs: new Map(),
    openFile: source.openFile,
    tick: (items) => deps.tell({ items }),
  };
}

async function readPlaces(context: RunContext, source: ImportSource, tell: Tell): Promise<void> {
  const known = context.source === undefined ? [] : await placesOf(context.platform.db, context.source);
  const places = new Map(known.map((place) => [place.externalId, place]));
  let total = 0;
  for await (const _ of source.conversations()) total++;
  let done = 0;
  for await (const conversation of source.conversations()) {
    tell({ phase: 'conversations', done, total, conversation: conversation.name });
    await new PlaceImport(context, conversation, places.get(conversation.externalId)).read(source.items(conversation));
    done++;
  }
  tell({ done, total });
}

/** An administrator's act: written down with its counts. */
async function writeDown(context: RunContext, source: ImportSource): Promise<void> {
  const { platform, tally, by } = context;
  const { known: _, ...detail } = tally.counts;
  await platform.db.transaction((tx) =>
    audit(tx, {
      at: platform.clock.now(),
      actor: by,
      act: 'import.done',
      subjectKind: 'import',
      subject: context.source!,
      detail: { kind: source.kind, workspace: source.externalWorkspaceId, ...detail },
      from: 'command-line',
    }),
  );
}
