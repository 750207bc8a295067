import { canonicalJson, commitTo, fromBase64, type Leaf, parseParts, same, utf8 } from '@rapport/ledger';
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

/** Files whose bytes are what their names say; the others are named by the check of the manifest. */
export type WholeFiles = (path: string) => boolean;

/** SHA-256 of what is shown of a part; undefined where it is not shown. @throws Error where a file is named that is not there, or is another */
function shownDigest(name: string, line: RecordLine, hashing: Hashing, whole: WholeFiles): Uint8Array | undefined {
  const json = own(line.parts, name);
  if (json !== undefined) return hashing.hash(canonicalJson(json));
  const text = own(line.texts, name);
  if (text !== undefined) return hashing.hash(utf8(text));
  const path = own(line.files, name);
  if (path === undefined) return undefined;
  const digest = new RegExp(`^${bundlePaths.files}([0-9a-f]{64})$`).exec(path)?.[1];
  if (!digest || !whole(path)) throw new Error(path);
  return Uint8Array.from(digest.match(/../g)!, (byte) => Number.parseInt(byte, 16));
}

/** The part `meta` says again what the leaf says, and whose conversation it is. */
function contradicts(line: RecordLine, leaf: Leaf, conversation: string | undefined): boolean {
  const meta = own(line.parts, 'meta') as Record<string, unknown> | undefined;
  if (meta === undefined) return false;
  return meta.ev !== leaf.seq || meta.type !== leaf.type || meta.at !== leaf.at || meta.stream !== conversation;
}

function namesIn(line: RecordLine): string[] {
  return [line.parts, line.texts ?? {}, line.files ?? {}].flatMap((all) => Object.keys(all));
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
  const salted = Object.keys(salts ?? {});
  const damaged = (code: FindingCode, what?: string): PartsVerdict => ({
    trouble: { code, ...(what === undefined ? {} : { what }) },
    withheld: [],
    nothing: false,
  });
  if (manifest === undefined) {
    if (shown.length > 0 || salted.length > 0) return damaged('part-added', shown[0] ?? salted[0]);
    return { withheld: [], nothing: true };
  }
  if (!same(hashing.hash(utf8(manifest)), leaf.parts)) return damaged('parts-changed');
  const parts = new Map(parseParts(utf8(manifest)).map(({ name, commit }) => [name, commit]));
  const foreign = [...shown, ...salted].find((name) => !parts.has(name));
  if (foreign !== undefined) return damaged('part-added', foreign);
  if (new Set(shown).size !== shown.length)
    return damaged(
      'part-added',
      shown.find((name, i) => shown.indexOf(name) !== i),
    );
  const withheld: string[] = [];
  for (const [name, commit] of parts) {
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
  return { withheld, nothing: withheld.length === parts.size };
}
