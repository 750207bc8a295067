import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, type PeerProgram, type PeerSetting, peerHost, peerPassword, peerRooms } from './peer-program.ts';

/** Its own tables: it would make them at its first start, but people are put there before. */
const accounts = `create table prosody (
  host text not null, "user" text not null, store text not null, key text not null, type text not null, value text not null)`;
const accountsIndex = `create index prosody_index on prosody (host, "user", store, key)`;

function configOf({ databaseUrl, folder, port }: PeerSetting): string {
  const address = addressOf(databaseUrl);
  return `daemonize = false
run_as_root = true
data_path = "${join(folder, 'data')}"
log = { error = "${join(folder, 'prosody.log')}" }
interfaces = { "127.0.0.1" }
c2s_ports = { ${port} }
network_backend = "epoll"
modules_enabled = { "roster", "saslauth", "disco", "mam" }
modules_disabled = { "s2s", "tls", "offline", "posix" }
authentication = "internal_plain"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
limits = {}
default_archive_policy = true
archive_expires_after = "never"
storage = { accounts = "sql", archive = "sql", muc_log = "sql" }
sql = { driver = "PostgreSQL", host = "${address.host}", port = ${address.port}, database = "${address.database}", username = "${address.user}", password = "${address.password}" }
VirtualHost "${peerHost}"
Component "${peerRooms}" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_all_rooms = true
  muc_log_by_default = true
  muc_log_presences = false
  muc_log_expires_after = "never"
  muc_room_locking = false
  muc_room_default_persistent = true
  muc_room_default_history_length = 0
  max_history_messages = 0
`;
}

/** Prosody, in the foreground under a configuration of its own. */
export const prosody: PeerProgram = {
  name: 'prosody',
  settings: 'mam and muc_mam archived in PostgreSQL, epoll, no history on joining, no limits, no TLS, passwords plain',
  packages: ['prosody', 'lua-dbi-postgresql'],
  files: ['/usr/bin/prosody', '/usr/share/lua/5.4/DBI.lua'],
  archived: {
    group: `select count(*)::int as n from prosodyarchive where store = 'muc_log'`,
    direct: `select count(*)::int as n from prosodyarchive where store = 'archive'`,
  },
  async start(setting) {
    const { db, folder, people } = setting;
    await db.rows(accounts);
    await db.rows(accountsIndex);
    await db.rows(
      `insert into prosody select $1, 'p' || i, 'accounts', 'password', 'string', $2 from generate_series(0, $3::int - 1) i`,
      [peerHost, peerPassword, people],
    );
    await mkdir(join(folder, 'data'), { recursive: true });
    await mkdir(join(folder, 'certs'));
    const config = join(folder, 'prosody.cfg.lua');
    await writeFile(config, configOf(setting), { mode: 0o600 });
    return spawn('/usr/bin/prosody', ['-F', '--config', config], { cwd: folder, stdio: 'ignore' });
  },
};
