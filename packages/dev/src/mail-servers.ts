import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findProgram } from './system-programs.ts';

/** A server of somebody else's, run on loopback with a folder of its own. */
export interface Running {
  port: number;
  folder: string;
  stop(): Promise<void>;
}

/** Resolves when something takes connections at a port; rejects when its process ended before. */
async function answers(port: number, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers at ${port}`);
}

async function started(program: string, args: string[], port: number, folder: string): Promise<Running> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => {
    said += piece.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  try {
    await answers(port, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${program} did not start: ${said.slice(-2_000)}`, { cause: error });
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { port, folder, stop };
}

const asRoot = userInfo().uid === 0;
/** Mail is never read as root: its folders belong to somebody else. */
const idOf = (name: string): number => Number(execFileSync('id', ['-u', name]).toString());
const ownGroup = (): string => execFileSync('id', ['-gn']).toString().trim();

/** Tokens are asked about where they come from (RFC 7662). */
const oauthConfig = (introspection: string): string => `
introspection_mode = post
introspection_url = ${introspection}
username_attribute = username
active_attribute = active
active_value = true
`;

/** Who may sign in: anybody by `secret`; by a token whoever it is of. */
const passwords = (folder: string, tokens: boolean): string => `
${tokens ? `auth_mechanisms = plain xoauth2\npassdb {\n  driver = oauth2\n  mechanisms = xoauth2\n  args = ${folder}/oauth.conf\n}` : ''}
passdb {
  driver = static
  mechanisms = plain
  args = password=secret
}
`;

const services = `service anvil {
  chroot =
  # Whoever was refused does not wait the longer for the next answer.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
service auth {
  chroot =
}
`;

function dovecotConfig(folder: string, port: number, ports: { uid: number; gid: number }, tokens: boolean): string {
  const me = userInfo().username;
  // The group as well: who is not root cannot give the sockets to the one that the package brings.
  const user = asRoot
    ? ''
    : `default_internal_user = ${me}\ndefault_internal_group = ${ownGroup()}\ndefault_login_user = ${me}\n`;
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
${user}mail_location = maildir:${folder}/mail/%u
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent { 
    auto = create
  }
}
${passwords(folder, tokens)}
userdb {
  driver = static
  args = uid=${ports.uid} gid=${ports.gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${services}`;
}

/**
 * Dovecot with mailboxes for any user, password `secret`; undefined, said loudly, where it is missing. `introspection`: it takes access tokens
 * too, and asks about them there.
 */
export async function startDovecot(introspection?: string): Promise<Running | undefined> {
  const program = findProgram('dovecot', 'dovecot-imapd');
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'rapport-dovecot-'));
  const port = await freePort();
  const ids = asRoot ? { uid: idOf('mail'), gid: idOf('mail') } : { uid: userInfo().uid, gid: userInfo().gid };
  for (const name of ['run', 'state', 'mail']) mkdirSync(join(folder, name));
  chmodSync(folder, 0o755);
  if (asRoot) chownSync(join(folder, 'mail'), ids.uid, ids.gid);
  writeFileSync(join(folder, 'dovecot.conf'), dovecotConfig(folder, port, ids, introspection !== undefined));
  if (introspection) writeFileSync(join(folder, 'oauth.conf'), oauthConfig(introspection));
  return started(program, ['-F', '-c', join(folder, 'dovecot.conf')], port, folder);
}

function eximConfig(folder: string, port: number): string {
  return `
primary_hostname = mx.example.net
spool_directory = ${folder}/spool
log_file_path = ${folder}/log-%s
pid_file_path = ${folder}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
tls_advertise_hosts =
never_users =
exim_user = ${asRoot ? 'mail' : userInfo().username}
exim_group = ${asRoot ? 'mail' : ownGroup()}
deliver_drop_privilege = ${asRoot ? 'false' : 'true'}
qualify_domain = example.net
acl_smtp_rcpt = check
acl_smtp_data = accept_all
keep_environment =
message_size_limit = 1M
begin acl
check:
  deny message = 5.1.1 no such mailbox
    local_parts = gone
  defer message = 4.2.1 come back later
    local_parts = busy
  deny message = 5.7.1 not from you
    local_parts = strict
  accept
accept_all:
  accept
begin routers
all:
  driver = accept
  transport = files
begin transports
files:
  driver = appendfile
  directory = ${folder}/box
  maildir_format
  create_directory
  user = ${asRoot ? 'mail' : userInfo().username}
  envelope_to_add
  return_path_add
begin retry
* * F,1h,1m
`;
}

/** Exim, which delivers whatever it takes into one folder. */
export async function startExim(): Promise<(Running & { delivered(): string[] }) | undefined> {
  const program = findProgram('exim4', 'exim4-daemon-light');
  if (!program) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'rapport-exim-'));
  const port = await freePort();
  chmodSync(folder, 0o755);
  for (const name of ['spool', 'box']) mkdirSync(join(folder, name));
  if (asRoot) for (const name of ['', 'spool', 'box']) chownSync(join(folder, name), idOf('mail'), idOf('mail'));
  writeFileSync(join(folder, 'exim.conf'), eximConfig(folder, port));
  const running = await started(program, ['-bdf', '-q1m', '-C', join(folder, 'exim.conf')], port, folder);
  const delivered = (): string[] =>
    ['new', 'cur'].flatMap((name) => {
      try {
        return readdirSync(join(folder, 'box', name)).map((file) => readFileSync(join(folder, 'box', name, file), 'utf8'));
      } catch {
        return [];
      }
    });
  return { ...running, delivered };
}

/** A key and a certificate of `localhost` that signs itself. */
export function ownCertificate(): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-cert-'));
  const [key, certificate] = [join(folder, 'key'), join(folder, 'cert')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, '-keyout', key, '-out', certificate],
    {
      stdio: 'ignore',
    },
  );
  const made = { key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

/** Speaks IMAP by hand, so that what is tested is not tested by itself; what follows NUL in a command is its literal. Answers what was said last. */
export async function imapAt(port: number, user: string, commands: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8');
  let heard = '';
  const until = async (pattern: RegExp) => {
    while (!pattern.test(heard)) heard += String((await once(socket, 'data'))[0]);
    const all = heard;
    heard = '';
    return all;
  };
  await until(/^\* OK/);
  let said = '';
  for (const [index, command] of [`LOGIN ${user} secret`, ...commands].entries()) {
    const [line, literal] = command.split('\u0000');
    socket.write(`a${index} ${line}\r\n`);
    if (literal !== undefined) {
      await until(/^\+ /m);
      socket.write(`${literal}\r\n`);
    }
    said = await until(new RegExp(`^a${index} (OK|NO|BAD).*\\r\\n`, 'm'));
    if (!said.includes(`a${index} OK`)) throw new Error(said);
  }
  socket.destroy();
  return said;
}

/** Lays a mail into a folder of a mailbox. */
export const layInto = (port: number, user: string, folder: string, text: string): Promise<string> =>
  imapAt(port, user, [`APPEND ${folder} {${Buffer.byteLength(text)}}\u0000${text}`]);
