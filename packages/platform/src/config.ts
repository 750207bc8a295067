import { resolve } from 'node:path';
import type { KeyRing } from './keys/key-ring.ts';
import { readOrMakeKeys } from './keys/key-source.ts';
import { loopback, Networks } from './net/networks.ts';

/** Every setting of a server, read once at start. */
export interface Config {
  /** Port of web, API and socket; 0 takes a free one. */
  port: number;
  /** Address to listen on. */
  host: string;
  /** The public address, without a trailing slash; links and the Origin check use it. */
  url: string;
  /** Data folder, absolute. */
  dataDir: string;
  /** A PostgreSQL of one's own; absent: Rapport starts one under the data folder. */
  databaseUrl?: string;
  pgBin?: string;
  smtpUrl?: string;
  s3Url?: string;
  /** NATS, by which several nodes of one house tell each other what happened; several addresses with commas between. */
  natsUrl?: string;
  /** `smtp from` address. */
  mailFrom: string;
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** From which every key at rest is derived. */
  keys: KeyRing;
  /** The master keys, where they are given in the environment. */
  masterKey?: string;
  /** A program that seals and opens the file of the master keys. */
  keyCommand?: string;
  /** Origins besides `url` that browsers may come from. */
  origins: string[];
  /** Times the usual budgets of calls; benchmarks and tests raise it. */
  rateFactor: number;
  /** Proxies whose X-Forwarded-For is believed; none: callers have the address they come from. */
  proxies: Networks;
  /** Sockets that one address (an IPv6 network of 64 bits) may hold on this node; 0: any number. */
  socketsPerAddress: number;
  /** Who may read `/metrics`. */
  metricsFrom: Networks;
  /**
   * `address:port` of one's own network that pushes and link previews may reach, and by plain http; nothing else but the
   * open internet is asked on behalf of people.
   */
  allowAddresses: string[];
  /** Whether this server looks up links at all; the organization's own setting comes on top. */
  linkPreviews: boolean;
  /**
   * PDFs of office files, made by LibreOffice: only where it can be fenced (bubblewrap), also without a fence, or not at all.
   */
  officePreviews: 'fenced' | 'unfenced' | 'off';
  /** Mailboxes elsewhere that get a checkpoint of the ledger every day. */
  checkpointsTo: string[];
  /** LibreOffice's program, where it is not on the PATH. */
  soffice?: string;
  /** Milliseconds from which a statement is logged as slow, with its reader's name; 0: none is. */
  slowQuery: number;
  /** Milliseconds from which a call is slow: its trace is kept. */
  slowCall: number;
  /** Calls of a hundred whose trace is kept although they are not slow. */
  tracePercent: number;
  /** Where traces are sent (OTLP over HTTP, JSON); absent: nothing leaves this machine. */
  otlp?: { endpoint: string; headers: Record<string, string> };
  /** Back the database up before a start that migrates it. */
  upgradeBackup: boolean;
  version: string;
}

type Source = 'default' | 'environment';
export interface Setting {
  name: string;
  value: string;
  source: Source;
}

type Environment = Record<string, string | undefined>;

/** The value of a setting that must be a whole number in a range. */
function wholeNumber(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const raw = env[name];
  if (raw === undefined || raw === '') return fallback;
  const value = Number(raw);
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${name} is "${raw}" but must be a whole number from ${min} to ${max}. Correct it or leave it out.`);
  }
  return value;
}

function address(env: Environment, name: string, protocols: string[]): string | undefined {
  const raw = env[name];
  if (!raw) return undefined;
  let url: URL;
  try {
    url = new URL(raw);
  } catch {
    throw new Error(`${name} is not an address. It should look like ${protocols[0]}//host:port.`);
  }
  if (!protocols.includes(url.protocol)) {
    throw new Error(`${name} begins with ${url.protocol} but should begin with ${protocols.join(' or ')}.`);
  }
  return raw;
}

function officePreviewsOf(env: Environment): Config['officePreviews'] {
  const raw = env.RAPPORT_OFFICE_PREVIEWS || 'fenced';
  if (raw !== 'fenced' && raw !== 'unfenced' && raw !== 'off')
    throw new Error(`RAPPORT_OFFICE_PREVIEWS is "${raw}" but must be fenced, unfenced or off.`);
  return raw;
}

/** Mailboxes, separated by commas. */
function mailboxes(env: Environment, name: string): string[] {
  const found = (env[name] ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  const wrong = found.find((one) => !/^[^\s@<>]+@[^\s@<>]+$/.test(one));
  if (wrong) throw new Error(`${name}: "${wrong}" is no mail address. Write name@example.org, several with commas.`);
  if (found.length > 0 && !env.SMTP_URL) throw new Error(`${name} needs a mail server: set SMTP_URL, too.`);
  return found;
}

/** A list of addresses and networks; `1` means this machine, `0` none. */
function networks(env: Environment, name: string, fallback: readonly string[]): Networks {
  const raw = env[name]?.trim();
  if (!raw) return new Networks(fallback);
  if (raw === '0') return new Networks([]);
  const names = raw.split(',').flatMap((part) => (part.trim() === '1' ? loopback : [part.trim()]));
  try {
    return new Networks(names);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message} 1 means this machine.`);
  }
}

/** Every address is one of NATS; what is before the `@` may be a password, and is never quoted. */
function natsAddresses(env: Environment): string | undefined {
  const addresses = (env.NATS_URL ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  for (const one of addresses) address({ NATS_URL: one }, 'NATS_URL', ['nats:', 'tls:']);
  return addresses.join(',') || undefined;
}

/** All settings but the key: reading them writes nothing, so that one may look before a house is made or restored. */
export interface Settings extends Omit<Config, 'keys'> {
  /** Access token of the command line (RAPPORT_TOKEN). */
  token?: string;
}

/** Reads the settings and the master keys; throws an error that names the setting and the cure. */
export function readConfig(env: Environment = process.env, version = '0.1.0'): Config {
  const { token: _, ...settings } = readSettings(env, version);
  return { ...settings, keys: readOrMakeKeys(settings) };
}

/** Reads the settings alone; throws as `readConfig`. */
export function readSettings(env: Environment = process.env, version = '0.1.0'): Settings {
  const port = wholeNumber(env, 'PORT', 8420, 0, 65_535);
  const dataDir = resolve(env.RAPPORT_DATA || 'var');
  const level = env.RAPPORT_LOG ?? 'info';
  if (!['silent', 'error', 'warn', 'info', 'debug'].includes(level)) {
    throw new Error(`RAPPORT_LOG is "${level}" but must be silent, error, warn, info or debug.`);
  }
  const config: Settings = {
    port,
    host: env.HOST || '0.0.0.0',
    url: (address(env, 'RAPPORT_URL', ['http:', 'https:']) ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    dataDir,
    mailFrom: env.RAPPORT_MAIL_FROM || 'Rapport <rapport@localhost>',
    logLevel: level as Config['logLevel'],
    origins: (env.RAPPORT_ORIGINS ?? '').split(',').filter(Boolean),
    rateFactor: wholeNumber(env, 'RAPPORT_RATE_FACTOR', 1, 1, 1_000_000),
    socketsPerAddress: wholeNumber(env, 'RAPPORT_SOCKETS_PER_ADDRESS', 3_000, 0, 1_000_000),
    proxies: networks(env, 'RAPPORT_TRUST_PROXY', []),
    metricsFrom: networks(env, 'RAPPORT_METRICS_FROM', loopback),
    allowAddresses: (env.RAPPORT_ALLOW_ADDRESSES ?? '').split(',').filter(Boolean),
    linkPreviews: env.RAPPORT_LINK_PREVIEWS !== '0',
    officePreviews: officePreviewsOf(env),
    checkpointsTo: mailboxes(env, 'RAPPORT_CHECKPOINTS_TO'),
    upgradeBackup: env.RAPPORT_UPGRADE_BACKUP !== '0',
    slowQuery: wholeNumber(env, 'RAPPORT_SLOW_QUERY_MS', 250, 0, 3_600_000),
    slowCall: wholeNumber(env, 'RAPPORT_SLOW_CALL_MS', 500, 1, 3_600_000),
    tracePercent: wholeNumber(env, 'RAPPORT_TRACE_PERCENT', 1, 0, 100),
    version,
  };
  const otlp = otlpOf(env);
  if (otlp) config.otlp = otlp;
  const databaseUrl = address(env, 'DATABASE_URL', ['postgres:', 'postgresql:']);
  if (databaseUrl) config.databaseUrl = databaseUrl;
  const smtpUrl = address(env, 'SMTP_URL', ['smtp:', 'smtps:']);
  if (smtpUrl) config.smtpUrl = smtpUrl;
  if (env.RAPPORT_MASTER_KEY) config.masterKey = env.RAPPORT_MASTER_KEY;
  if (env.RAPPORT_KEY_COMMAND) config.keyCommand = env.RAPPORT_KEY_COMMAND;
  if (config.masterKey && config.keyCommand)
    throw new Error(
      'RAPPORT_MASTER_KEY and RAPPORT_KEY_COMMAND are both set. Keep one: the keys themselves, or the program that opens their file.',
    );
  const s3Url = address(env, 'S3_URL', ['http:', 'https:', 's3:']);
  if (s3Url) config.s3Url = s3Url;
  const natsUrl = natsAddresses(env);
  if (natsUrl) config.natsUrl = natsUrl;
  if (env.RAPPORT_SOFFICE) config.soffice = resolve(env.RAPPORT_SOFFICE);
  if (env.RAPPORT_PG_BIN) config.pgBin = env.RAPPORT_PG_BIN;
  if (env.RAPPORT_TOKEN) config.token = env.RAPPORT_TOKEN;
  return config;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** The names OpenTelemetry gives to these settings; headers are `name=value`, with commas between, percent-encoded. */
function otlpOf(env: Environment): Config['otlp'] {
  const given = address(env, 'OTEL_EXPORTER_OTLP_ENDPOINT', ['http:', 'https:']);
  if (!given) return undefined;
  const url = new URL(given);
  const { username, password } = url;
  // Who stands in the address goes into a header: `fetch` takes no such address, and would quote it, password and all, in its refusal.
  const basic = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString('base64');
  url.username = '';
  url.password = '';
  const pairs = (env.OTEL_EXPORTER_OTLP_HEADERS ?? '').split(',').map((pair) => pair.split('='));
  const headers = pairs.flatMap(([name, ...value]) => (name?.trim() ? [[name.trim(), decoded(value.join('=').trim())]] : []));
  return {
    endpoint: url.href.replace(/\/+$/, ''),
    headers: {
      ...(username ? { authorization: `Basic ${basic}` } : {}),
      ...(Object.fromEntries(headers) as Record<string, string>),
    },
  };
}

const list = (items: readonly string[]): string => items.join(',') || '(none)';

/**
 * Passwords of addresses, wherever they may stand: all that is before the last `@` of the authority but the name, which for NATS may be a
 * token where no password follows; and parameters that PostgreSQL's driver takes.
 */
const withoutSecrets = (value: string): string =>
  value
    .replace(/(\w+):\/\/([^/?#\s]*)@/g, (_, scheme: string, before: string) => {
      const name = before.split(':', 1)[0]!;
      if (name !== before) return `${scheme}://${name}:***@`;
      return `${scheme}://${/^(nats|tls)$/.test(scheme) ? '***' : name}@`;
    })
    .replace(/([?&](?:ssl)?password=)[^&\s]*/gi, '$1***');

/** Each setting with where it came from, secrets masked: what `rapport doctor` prints. */
export function settingsOf(config: Settings, env: Environment = process.env): Setting[] {
  const effective: Record<string, string> = {
    PORT: String(config.port),
    HOST: config.host,
    RAPPORT_URL: config.url,
    RAPPORT_DATA: config.dataDir,
    DATABASE_URL: config.databaseUrl ?? '(own PostgreSQL in the data folder)',
    RAPPORT_PG_BIN: config.pgBin ?? '(found by itself)',
    SMTP_URL: config.smtpUrl ?? '(none: an administrator hands out links)',
    RAPPORT_MAIL_FROM: config.mailFrom,
    S3_URL: config.s3Url ?? '(none: files are kept in the data folder)',
    NATS_URL: config.natsUrl ?? '(none: this node is alone)',
    RAPPORT_TOKEN: config.token ? '(set)' : '(none)',
    RAPPORT_MASTER_KEY: config.masterKey ? '(set)' : '(none: kept in the data folder)',
    RAPPORT_KEY_COMMAND: config.keyCommand ?? '(none)',
    RAPPORT_ORIGINS: list(config.origins),
    RAPPORT_TRUST_PROXY: list(config.proxies.names),
    RAPPORT_METRICS_FROM: list(config.metricsFrom.names),
    RAPPORT_SOCKETS_PER_ADDRESS: String(config.socketsPerAddress),
    RAPPORT_LINK_PREVIEWS: config.linkPreviews ? '1' : '0',
    RAPPORT_OFFICE_PREVIEWS: config.officePreviews,
    RAPPORT_CHECKPOINTS_TO: list(config.checkpointsTo),
    RAPPORT_SOFFICE: config.soffice ?? '(found on the PATH)',
    RAPPORT_UPGRADE_BACKUP: config.upgradeBackup ? '1' : '0',
    RAPPORT_ALLOW_ADDRESSES: list(config.allowAddresses),
    RAPPORT_LOG: config.logLevel,
    RAPPORT_RATE_FACTOR: String(config.rateFactor),
    RAPPORT_SLOW_QUERY_MS: String(config.slowQuery),
    RAPPORT_SLOW_CALL_MS: String(config.slowCall),
    RAPPORT_TRACE_PERCENT: String(config.tracePercent),
    OTEL_EXPORTER_OTLP_ENDPOINT: config.otlp?.endpoint ?? '(none: nothing leaves this machine)',
    OTEL_EXPORTER_OTLP_HEADERS: config.otlp && Object.keys(config.otlp.headers).length > 0 ? '(set)' : '(none)',
  };
  return Object.entries(effective).map(([name, value]) => ({
    name,
    value: withoutSecrets(value),
    source: env[name] ? 'environment' : 'default',
  }));
}
