import { ExportedConversation, ExportedPerson, ExportHead } from '@rapport/contract';
import { decodeText, readBytes } from '../export-files.ts';
import type { ExportFiles, ExportLimits } from '../export-shape.ts';
import {
  type ImportConversation,
  ImportFormatError,
  type ImportSource,
  type ImportUser,
  type ReportSkip,
} from '../import-item.ts';
import { readLines } from '../read-lines.ts';
import { type Place, type PlaceReader, readPlace } from './export-items.ts';
import { parseLine } from './parse-line.ts';

/** An export of a house like this one (docs/records.md, Exports): its zip, or the folder it unpacks to. One line of it is in memory at a time. */

const headFile = /^((?:[^/]+\/)?)export\.json$/;

async function rootOf(files: ExportFiles, limits: ExportLimits): Promise<{ root: string; head: ExportHead }> {
  const path = files.entries.map((entry) => entry.path).find((one) => headFile.test(one));
  if (path === undefined) throw new ImportFormatError('This is no export of another house: there is no export.json in it');
  try {
    const head = ExportHead.parse(parseLine(Buffer.from(decodeText(await readBytes(files, path, limits)))));
    return { root: headFile.exec(path)![1]!, head };
  } catch {
    throw new ImportFormatError('This is no export that this version reads: export.json names another format');
  }
}

/** A line of JSON as one of these shapes; undefined when it is none. */
function parsed<T>(line: Buffer, shape: { safeParse(value: unknown): { success: boolean; data?: T } }): T | undefined {
  try {
    const { success, data } = shape.safeParse(parseLine(line));
    return success ? data : undefined;
  } catch {
    return undefined;
  }
}

async function firstLine(files: ExportFiles, path: string): Promise<Buffer | undefined> {
  for await (const line of readLines(files, path)) return line;
  return undefined;
}

async function conversationsIn(files: ExportFiles, root: string, report: ReportSkip): Promise<Place[]> {
  const places: Place[] = [];
  const within = `${root}conversations/`;
  for (const { path } of files.entries) {
    if (!path.startsWith(within) || !path.endsWith('.jsonl')) continue;
    const line = await firstLine(files, path);
    const head = line && parsed(line, ExportedConversation);
    if (head) places.push({ head, path });
    else report({ reason: 'file-without-a-conversation', where: path, count: 1 });
  }
  return places;
}

async function peopleIn(files: ExportFiles, root: string, report: ReportSkip): Promise<Map<string, ExportedPerson>> {
  const people = new Map<string, ExportedPerson>();
  const path = `${root}people.jsonl`;
  if (!files.entries.some((entry) => entry.path === path)) return people;
  let n = 0;
  for await (const line of readLines(files, path)) {
    n++;
    const person = parsed(line, ExportedPerson);
    if (person) people.set(person.id, person);
    else report({ reason: 'line-not-valid', where: `${path}:${n}`, count: 1 });
  }
  return people;
}

const userOf = ({ id, name, type, title, email }: ExportedPerson): ImportUser => ({
  externalId: id,
  handle: name,
  displayName: name,
  bot: type === 'bot',
  guest: type === 'guest',
  deactivated: false,
  role: 'member',
  ...(title ? { title } : {}),
  ...(email ? { email } : {}),
});

function conversationOf({ head }: Place): ImportConversation {
  const { id, type, name, purpose, visibility, createdAt, archivedAt, members, parent } = head;
  const here = members.filter(({ left }) => !left || type === 'direct');
  const roles = new Map(
    here.flatMap(({ user, role }) => (role === 'owner' || role === 'admin' ? [[user as string, role] as const] : [])),
  );
  const direct = here.length > 2 ? ('group-direct' as const) : ('direct' as const);
  return {
    externalId: id,
    kind: type === 'direct' ? direct : type === 'group' && visibility === 'open' ? 'open' : 'private',
    // A topic whose conversation is not in the export stands for itself.
    name: name || (parent ? `#${parent.seq}` : ''),
    purpose,
    archived: archivedAt !== undefined,
    createdMicros: createdAt * 1000,
    members: here.map(({ user }) => user),
    roles,
    pins: [],
  };
}

/** Opens it. Throws `ImportFormatError` where it is none. */
export async function openExport(files: ExportFiles, limits: ExportLimits, report: ReportSkip): Promise<ImportSource> {
  const { root, head } = await rootOf(files, limits);
  const places = await conversationsIn(files, root, report);
  const people = await peopleIn(files, root, report);
  const byId = new Map(places.map((place) => [place.head.id as string, place]));
  const apart = places.filter(({ head: { parent } }) => parent === undefined || !byId.has(parent.conversation));
  const reader: PlaceReader = {
    files,
    root,
    report,
    paths: new Set(files.entries.map(({ path }) => path)),
    isPerson: (id) => people.has(id),
  };
  return {
    kind: 'jsonl',
    layout: head.format,
    externalWorkspaceId: head.organization,
    workspaceName: head.name,
    async *users() {
      for (const person of people.values()) yield userOf(person);
    },
    async *conversations() {
      yield* apart.map(conversationOf);
    },
    async *items({ externalId }) {
      const place = byId.get(externalId)!;
      yield* readPlace(reader, place);
      for (const topic of places)
        if (topic !== place && topic.head.parent?.conversation === externalId) yield* readPlace(reader, topic, place);
    },
    openFile: (path) => files.stream(path),
    close: () => files.close(),
  };
}
