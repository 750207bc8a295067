import { canonicalText, commitTo, fromBase64, type Leaf, type Part, parsePartsText, same } from '@rapport/ledger';
import { bundlePaths, type Disclosed, type RecordLine } from './format.ts';
import type { Hashing } from './hashing.ts';
import type { FindingCode } from './verdict.ts';

/** What is wrong with a record; the worst comes first. */
export interface Trouble {
  code: FindingCode;
  what?: string;
}

export interface PartsVerdict {
  trouble?: Trouble;
  /** Names of parts that are not shown. */
  withheld: string[];
  /** Nothing at all is shown. */
  nothing: boolean;
}

const own = <T>(all: Record<string, T> | undefined, name: string): T | undefined =>
  all !== undefined && Object.hasOwn(all, name) ? all[name] : undefined;

const fileForm = new RegExp(`^${bundlePaths.files}([0-9a-f]{64})$`);

/** Files whose bytes are what their names say; the others are named by the check of the manifest. */
export type WholeFiles = (path: string) => boolean;

/** SHA-256 of what is shown of a part; undefined where it is not shown. @throws Error where a file is named that is not there, or is another */
function shownDigest(name: string, line: RecordLine, hashing: Hashing, whole: WholeFiles): Uint8Array | undefined {
  const json = own(line.parts, name);
  if (json !== undefined) return hashing.hash(canonicalText(json));
  const text = own(line.texts, name);
  if (text !== undefined) return hashing.hash(text);
  const path = own(line.files, name);
  if (path === undefined) return undefined;
  const digest = fileForm.exec(path)?.[1];
  if (!digest || !whole(path)) throw new Error(path);
  return Uint8Array.from(digest.match(/../g)!, (byte) => Number.parseInt(byte, 16));
}

/** The part `meta` says again what the leaf says, and whose conversation it is. */
function contradicts(line: RecordLine, leaf: Leaf, conversation: string | undefined): boolean {
  const meta = own(line.parts, 'meta') as Record<string, unknown> | undefined;
  if (meta === undefined) return false;
  return meta.ev !== leaf.seq || meta.type !== leaf.type || meta.at !== leaf.at || meta.stream !== conversation;
}

function namesIn({ parts, texts, files }: RecordLine): string[] {
  const names = Object.keys(parts);
  if (texts === undefined && files === undefined) return names;
  return [names, Object.keys(texts ?? {}), Object.keys(files ?? {})].flat();
}

const damaged = (code: FindingCode, what?: string): PartsVerdict => ({
  trouble: { code, ...(what === undefined ? {} : { what }) },
  withheld: [],
  nothing: false,
});

/** The part that is not in the manifest, or is shown twice. */
function addedPart(parts: readonly Part[], shown: readonly string[], salted: readonly string[]): string | undefined {
  const known = new Set<string>();
  for (const { name } of parts) known.add(name);
  const isForeign = (name: string) => !known.has(name);
  if (new Set(shown).size === shown.length) return shown.find(isForeign) ?? salted.find(isForeign);
  return shown.find(isForeign) ?? salted.find(isForeign) ?? shown.find((name, i) => shown.indexOf(name) !== i);
}

/** Holds what is shown of a record against the root of its parts in the leaf. */
export function checkParts(
  {
    disclosed,
    line,
    leaf,
    conversation,
  }: { disclosed: Disclosed; line: RecordLine; leaf: Leaf; conversation: string | undefined },
  hashing: Hashing,
  whole: WholeFiles,
): PartsVerdict {
  const { manifest, salts } = disclosed;
  const shown = namesIn(line);
  const salted = salts ? Object.keys(salts) : [];
  if (manifest === undefined) {
    if (shown.length > 0 || salted.length > 0) return damaged('part-added', shown[0] ?? salted[0]);
    return { withheld: [], nothing: true };
  }
  if (!same(hashing.hash(manifest), leaf.parts)) return damaged('parts-changed');
  const parts = parsePartsText(manifest);
  const added = addedPart(parts, shown, salted);
  if (added !== undefined) return damaged('part-added', added);
  const withheld: string[] = [];
  for (const { name, commit } of parts) {
    const given = own(salts, name);
    const salt = given === undefined ? undefined : fromBase64(given);
    let digest: Uint8Array | undefined;
    try {
      digest = shownDigest(name, line, hashing, whole);
    } catch {
      return damaged('part-changed', name);
    }
    if (digest === undefined) withheld.push(name);
    else if (!salt || !same(commitTo(hashing.hash, salt, digest), commit)) return damaged('part-changed', name);
  }
  if (contradicts(line, leaf, conversation)) return damaged('meta-contradicts');
  return { withheld, nothing: withheld.length === parts.length };
}
