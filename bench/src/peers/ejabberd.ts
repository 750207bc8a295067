import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addressOf, type PeerProgram, type PeerSetting, peerHost, peerPassword, peerRooms } from './peer-program.ts';

const schema = '/usr/share/ejabberd/sql/pg.sql';
const libraries = '/usr/lib/x86_64-linux-gnu';

function configOf({ databaseUrl, port }: PeerSetting): string {
  const address = addressOf(databaseUrl);
  return `loglevel: warning
hosts: [${peerHost}]
listen:
  - port: ${port}
    ip: "127.0.0.1"
    module: ejabberd_c2s
    backlog: 1000
    max_stanza_size: 262144
    shaper: none
    access: all
    starttls: false
default_db: sql
auth_method: sql
auth_password_format: plain
sql_type: pgsql
sql_server: "${address.host}"
sql_port: ${address.port}
sql_database: ${address.database}
sql_username: ${address.user}
sql_password: "${address.password}"
sql_pool_size: 10
modules:
  mod_disco: {}
  mod_roster: {}
  mod_mam: {db_type: sql, default: always, assume_mam_usage: true}
  mod_offline: {use_mam_for_storage: true}
  mod_muc:
    host: ${peerRooms}
    db_type: sql
    history_size: 0
    max_users: 2000
    default_room_options: {persistent: true, mam: true, max_users: 2000}
`;
}

/** ejabberd, started by hand as its control script does, as a node of its own without Erlang's distribution. */
export const ejabberd: PeerProgram = {
  name: 'ejabberd',
  settings: 'mod_mam and rooms archived in PostgreSQL, pool of 10, no history on joining, no shaper, no TLS, passwords plain',
  packages: ['ejabberd', 'erlang-p1-pgsql'],
  files: ['/usr/bin/erl', schema, '/usr/sbin/ejabberdctl'],
  archived: {
    group: `select count(*)::int as n from archive where kind = 'groupchat'`,
    direct: `select count(*)::int as n from archive where kind = 'chat'`,
  },
  async start(setting) {
    const { db, folder, people } = setting;
    await db.rows(await readFile(schema, 'utf8'));
    await db.rows('insert into users (username, password) select $1 || i, $2 from generate_series(0, $3::int - 1) i', [
      'p',
      peerPassword,
      people,
    ]);
    const config = join(folder, 'ejabberd.yml');
    await writeFile(config, configOf(setting), { mode: 0o600 });
    const args = ['-noinput', '+K', 'true', '+P', '250000', '-mnesia', 'dir', `"${join(folder, 'mnesia')}"`, '-s', 'ejabberd'];
    return spawn('/usr/bin/erl', args, {
      cwd: folder,
      env: {
        ...process.env,
        HOME: folder,
        ERL_LIBS: libraries,
        ERL_CRASH_DUMP_BYTES: '0',
        EJABBERD_CONFIG_PATH: config,
        EJABBERD_LOG_PATH: join(folder, 'ejabberd.log'),
      },
      stdio: 'ignore',
    });
  },
};
