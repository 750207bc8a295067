import type { Chosen } from './upload-desk.ts';

/** More than this of one drop is not taken: it would be an archive, not a message. */
export const mostDropped = 200;
/** What systems put beside the files of a folder. */
const unwanted = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/;
/** Folders in a name; a plain slash would be cut off as a path. */
const between = '／';

export const chosenOf = (files: readonly File[]): Chosen[] =>
  files
    .filter((file) => !unwanted.test(file.name))
    .map((file) => ({
      bytes: file,
      name: file.webkitRelativePath ? file.webkitRelativePath.replaceAll('/', between) : file.name,
    }));

const fileOf = (entry: FileSystemFileEntry): Promise<File> => new Promise((resolve, reject) => entry.file(resolve, reject));
const someOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

async function within(entry: FileSystemEntry, found: Chosen[]): Promise<void> {
  if (found.length > mostDropped || unwanted.test(entry.name)) return;
  if (entry.isFile) {
    const name = entry.fullPath.replace(/^\//, '').replaceAll('/', between);
    found.push({ bytes: await fileOf(entry as FileSystemFileEntry), name });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader tells at most a hundred at a time, and nothing when it has told all.
  for (let some = await someOf(reader); some.length > 0 && found.length <= mostDropped; some = await someOf(reader))
    for (const one of some) await within(one, found);
}

/**
 * The files of a drop, those inside folders with their folders in the name. Has to be called while the drop is handled: afterwards the
 * browser lets go of what was dropped.
 */
export async function droppedFiles(data: DataTransfer): Promise<Chosen[]> {
  const items = [...data.items].filter((item) => item.kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null || entry.isFile)) return chosenOf([...data.files]);
  const found: Chosen[] = [];
  for (const entry of entries) if (entry) await within(entry, found);
  return found;
}
