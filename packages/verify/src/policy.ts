import { concat, fromBase64, hex, keyId, type NoteKey, type Sha256, utf8, type Verifier, verifierOf } from '@rapport/ledger';

/** A text that is no tlog-policy, or one of kinds of keys that are unknown here. */
export class PolicyError extends Error {
  override name = 'PolicyError';
}

type Rule = (signed: ReadonlySet<string>) => boolean;

/** Whom the reader believes (C2SP tlog-policy). */
export interface Policy {
  logs: Verifier[];
  witnesses: { name: string; verifier: Verifier }[];
  /** Whether these witnesses, by their names here, are enough. */
  quorum: Rule;
  /** `quorum none`: the log vouches for itself. */
  selfAttested: boolean;
}

const cosignature = 0x04;

/** Ed25519 cosignatures (C2SP tlog-cosignature): the time, then a signature over it and the checkpoint. */
function witnessOf(hash: Sha256, text: string): Verifier {
  const [, name, id, rest] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = rest === undefined ? undefined : fromBase64(rest);
  if (!name || bytes?.length !== 33 || bytes[0] !== cosignature)
    throw new PolicyError(`This is no Ed25519 key of a witness: ${text.slice(0, 80)}`);
  const own = keyId(hash, name, cosignature, bytes.slice(1));
  if (hex(own) !== id) throw new PolicyError(`The id of the key of ${name} is not its own.`);
  return {
    name,
    id: own,
    async verifies(signed, signature) {
      if (signature.length !== 72) return false;
      const at = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
      const message = concat(utf8(`cosignature/v1\ntime ${at}\n`), signed);
      const key = await crypto.subtle.importKey('raw', bytes.slice(1), 'Ed25519', false, ['verify']);
      return crypto.subtle.verify('Ed25519', key, concat(signature.subarray(8)), message);
    },
  };
}

function logOf(hash: Sha256, text: string): Verifier {
  try {
    return verifierOf(hash, text);
  } catch {
    throw new PolicyError(`This is no Ed25519 key of a log: ${text.slice(0, 80)}`);
  }
}

const same = (one: NoteKey, other: NoteKey): boolean => one.name === other.name && hex(one.id) === hex(other.id);

/** What a policy's lines have defined so far. */
class Definitions {
  readonly policy: Policy = { logs: [], witnesses: [], quorum: () => false, selfAttested: false };
  decided = false;
  private readonly rules = new Map<string, Rule>();
  private readonly members = new Set<string>();
  private readonly hash: Sha256;

  constructor(hash: Sha256) {
    this.hash = hash;
  }

  log(text: string): void {
    const verifier = logOf(this.hash, text);
    if (this.policy.logs.some((one) => same(one, verifier))) throw new PolicyError(`The log ${verifier.name} stands twice.`);
    this.policy.logs.push(verifier);
  }

  witness(name: string, text: string): void {
    const verifier = witnessOf(this.hash, text);
    if (this.policy.witnesses.some((one) => same(one.verifier, verifier)))
      throw new PolicyError(`The witness ${verifier.name} stands twice.`);
    this.define(name, (signed) => signed.has(name));
    this.policy.witnesses.push({ name, verifier });
  }

  group(name: string, threshold: string, names: readonly string[]): void {
    const rules = names.map((member) => {
      if (this.members.has(member)) throw new PolicyError(`${member} is in two groups.`);
      this.members.add(member);
      return this.rule(member);
    });
    const least =
      threshold === 'all' ? rules.length : threshold === 'any' ? 1 : /^[1-9]\d{0,3}$/.test(threshold) ? Number(threshold) : 0;
    if (least < 1 || least > rules.length) throw new PolicyError(`The group ${name} cannot be reached.`);
    this.define(name, (signed) => rules.filter((rule) => rule(signed)).length >= least);
  }

  quorum(name: string): void {
    if (this.decided) throw new PolicyError('A policy has one quorum.');
    this.decided = true;
    this.policy.selfAttested = name === 'none';
    this.policy.quorum = name === 'none' ? () => true : this.rule(name);
  }

  private rule(name: string): Rule {
    const rule = this.rules.get(name);
    if (!rule) throw new PolicyError(`${name} is not defined above.`);
    return rule;
  }

  private define(name: string, rule: Rule): void {
    if (name === 'none' || this.rules.has(name)) throw new PolicyError(`The name ${name} is taken.`);
    this.rules.set(name, rule);
  }
}

function take(all: Definitions, line: string): void {
  const [word, first, ...rest] = line.split(/[ \t]+/).filter((item) => item !== '');
  if (word === undefined || word.startsWith('#')) return;
  if (first === undefined) throw new PolicyError(`This line of the policy says too little: ${line.slice(0, 80)}`);
  if (word === 'log' && rest.length <= 1) all.log(first);
  else if (word === 'witness' && rest[0] !== undefined && rest.length <= 2) all.witness(first, rest[0]);
  else if (word === 'group' && rest[0] !== undefined && rest.length >= 2) all.group(first, rest[0], rest.slice(1));
  else if (word === 'quorum' && rest.length === 0) all.quorum(first);
  else throw new PolicyError(`This line of the policy is not understood: ${line.slice(0, 80)}`);
}

/** Parses a tlog-policy; keys of logs are Ed25519 (0x01), of witnesses Ed25519 cosignatures (0x04). @throws PolicyError */
export function parsePolicy(hash: Sha256, text: string): Policy {
  const all = new Definitions(hash);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text.replaceAll('\r\n', '\n')))
    throw new PolicyError('The policy holds control characters.');
  for (const line of text.split(/\r?\n/)) take(all, line);
  if (!all.decided) throw new PolicyError('The policy has no quorum.');
  return all.policy;
}

/** What a house says of itself: its logs and nobody beside. */
export const formatPolicy = (keys: readonly string[]): string =>
  `${['# Logs of this house; nobody outside signs them yet.', ...keys.map((key) => `log ${key}`), 'quorum none'].join('\n')}\n`;
