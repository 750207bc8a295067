import { statfs } from 'node:fs/promises';
import type { Language } from '@rapport/contract';
import type { Settings } from '../config.ts';
import type { Queryable } from '../db.ts';
import { good, note, wrong } from '../doctor/finding.ts';
import { type MigrationSource, type MigrationState, migrationState } from '../migrate.ts';
import { OLDEST_MAJOR } from '../postgres/find-binaries.ts';
import type { Words } from '../words.ts';
import { alike, type Finding, findingOf, type Said } from './finding.ts';

export interface Preflight {
  /** Ids of migrations to run. */
  pending: string[];
  /** No migration has ever run: there is nothing to lose. */
  isNew: boolean;
  checks: Finding[];
}

export interface PreflightDeps {
  settings: Settings;
  sources: readonly MigrationSource[];
  /** Of the findings. */
  language: Language;
}

const mebibyte = 2 ** 20;
const sizeText = (bytes: number): string =>
  bytes < 1024 * mebibyte ? `${Math.ceil(bytes / mebibyte)} MiB` : `${(bytes / mebibyte / 1024).toFixed(1)} GiB`;

async function lastVersion(db: Queryable): Promise<string | undefined> {
  const table = await db.row<{ found: string | null }>(`select to_regclass('public.upgrade')::text as found`);
  if (!table?.found) return undefined;
  return (await db.row<{ version: string }>('select version from upgrade order by at desc limit 1'))?.version;
}

async function checkVersion(db: Queryable, state: MigrationState, version: string): Promise<Said> {
  const last = await lastVersion(db);
  if (state.unknown.length > 0) {
    const first = state.unknown[0];
    return wrong(
      'version',
      [
        `this is Rapport ${version}, but the database was brought up to date by ${last ? `Rapport ${last}` : 'a newer one'} (${first})`,
        `当前是Rapport ${version}，但数据库已由${last ? `Rapport ${last}` : '更新的版本'}升级过（${first}）`,
      ],
      [
        `Start ${last ? `Rapport ${last} or later` : 'that version or a later one'}; or go back with the backup taken before (docs/operations.md, Upgrading).`,
        `请启动${last ? `Rapport ${last}` : '那个版本'}或更新的版本；或用升级前的备份退回（见docs/operations.md的Upgrading）。`,
      ],
    );
  }
  if (state.changed.length > 0) {
    return wrong(
      'version',
      [`the migration ${state.changed[0]} was changed after it ran here`, `迁移文件${state.changed[0]}在执行之后被改动过`],
      ['Restore the file as it was released; what is new goes into a new file.', '请恢复为发布时的文件；新的改动放进新的文件。'],
    );
  }
  return last && last !== version
    ? good('version', `from ${last} to ${version}`, `从${last}到${version}`)
    : good('version', `to ${version}`, `到${version}`);
}

function checkMigrations({ pending }: MigrationState): Said {
  if (pending.length === 0) return good('migrations', 'all have run: nothing is to be done', '均已执行，无需升级');
  return note('migrations', [
    `${pending.length} to run: ${pending.join(', ')}`,
    `待执行${pending.length}个：${pending.join(', ')}`,
  ]);
}

async function checkServer(db: Queryable): Promise<Said[]> {
  const row = await db.row<{ version: string; num: number; standby: boolean; locked: string; durable: boolean }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as num,
       pg_is_in_recovery() as standby, current_setting('transaction_read_only') as locked,
       current_setting('fsync') = 'on' as durable`,
  );
  const { version, num, standby, locked, durable } = row!;
  if (num < OLDEST_MAJOR * 10_000)
    return [
      wrong('PostgreSQL', alike(version), [
        `Use PostgreSQL ${OLDEST_MAJOR} or newer: restore a backup into it.`,
        `请使用PostgreSQL ${OLDEST_MAJOR}或更新版本，把备份恢复到其中。`,
      ]),
    ];
  if (standby)
    return [
      wrong(
        'PostgreSQL',
        [`${version}, a standby that only reads`, `${version}，是只读的备库`],
        ['Let DATABASE_URL lead to the primary.', '请让DATABASE_URL指向主库。'],
      ),
    ];
  if (locked === 'on') {
    const cure: Words = [
      'Turn default_transaction_read_only off for this database and user, and see why it was turned on.',
      '请为该数据库和用户关闭default_transaction_read_only，并查明它为何被打开。',
    ];
    return [wrong('PostgreSQL', [`${version} takes no writes`, `${version}不接受写入`], cure)];
  }
  const said = good('PostgreSQL', `${version} takes writes`, `${version}，可以写入`);
  if (durable) return [said];
  return [
    said,
    note(
      'PostgreSQL fsync',
      ['off: a power cut may lose everything', '已关闭：断电可能丢失全部数据'],
      ['Turn fsync on, unless this is a test.', '请打开fsync，除非只是测试。'],
    ),
  ];
}

async function checkRights(db: Queryable): Promise<Said> {
  const row = await db.row<{ make: boolean; schema: boolean; foreign: string | null; identity: boolean }>(
    `select has_schema_privilege('public', 'create') as make, has_database_privilege(current_database(), 'create') as schema,
       has_function_privilege('pg_control_system()', 'execute') as identity,
       (select min(c.relname::text) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not pg_has_role(c.relowner, 'usage') and exists (select 1 from migration)) as foreign`,
  );
  const cure: Words = [
    'Let the user of DATABASE_URL own the database and everything in it (alter database … owner to; reassign owned by).',
    '请让DATABASE_URL中的用户拥有该数据库及其中的一切（alter database … owner to；reassign owned by）。',
  ];
  const { make, schema, foreign, identity } = row!;
  if (!make || !schema) return wrong('rights', ['this user may not make tables and schemas', '当前用户不能建表和模式'], cure);
  if (foreign) return wrong('rights', [`the table ${foreign} belongs to somebody else`, `表${foreign}属于其他用户`], cure);
  if (!identity)
    return wrong(
      'rights',
      ['this user may not read which cluster it is', '当前用户不能读取数据库集群的标识'],
      ['grant execute on function pg_control_system() to it.', '请执行grant execute on function pg_control_system()，授权给它。'],
    );
  return good('rights', 'this user owns what it changes', '当前用户拥有要改动的一切');
}

/** A copy or a restored database is as good as any other, and clients begin anew on it: worth knowing before. */
async function checkIdentity(db: Queryable): Promise<Said> {
  const row = await db.row<{ same: boolean }>(
    `select e.system_identifier = (select system_identifier::text from pg_control_system())
       and e.database_oid = (select oid from pg_database where datname = current_database()) as same from epoch e`,
  );
  if (row?.same) return good('identity', 'the database is the one it was', '仍是原来的数据库');
  return note('identity', [
    'the database was copied or restored: clients will begin anew',
    '数据库经过复制或恢复：客户端将重新同步',
  ]);
}

/** Connections of servers at this database, but for those that wait to upgrade it themselves. */
async function checkOthers(db: Queryable): Promise<Said> {
  const rows = await db.rows<{ name: string; address: string; since: number; busy: boolean }>(
    `select application_name as name, coalesce(host(client_addr), 'localhost') as address, backend_start as since,
       state <> 'idle' and xact_start < now() - interval '1 minute' as busy
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and application_name <> 'rapport upgrade'
     order by backend_start`,
  );
  const servers = rows.filter(({ name }) => /^rapport($|[ :/-])/.test(name));
  if (servers.length > 0) {
    const { address, since, name } = servers[0]!;
    const begun = new Date(since).toISOString();
    return wrong(
      'other servers',
      [
        `${servers.length} connections of a running ${name} (from ${address}, since ${begun})`,
        `${name}正在运行，有${servers.length}个连接（来自${address}，始于${begun}）`,
      ],
      [
        'Stop every Rapport that uses this database, commands too. Connections that a pooler keeps end with its server_idle_timeout.',
        '请停止使用该数据库的所有Rapport，包括命令。连接池保留的连接会在它的server_idle_timeout之后结束。',
      ],
    );
  }
  const busy = rows.filter((row) => row.busy);
  if (busy.length === 0) return good('other servers', 'none is connected', '没有连接');
  const who = busy[0]!.name || busy[0]!.address;
  return note(
    'other programs',
    [`${who} has been in a transaction for more than a minute`, `${who}的事务已超过一分钟`],
    ['The upgrade may have to wait for it.', '升级可能需要等待它结束。'],
  );
}

/**
 * Room for the backup (as much as the tables at most: they are packed) and, where the database lies in the data folder, for the largest
 * table written anew.
 */
async function checkRoom(db: Queryable, { dataDir, databaseUrl, upgradeBackup }: Settings): Promise<Said> {
  const row = await db.row<{ whole: number; largest: number }>(
    `select pg_database_size(current_database()) as whole,
       coalesce((select max(pg_total_relation_size(c.oid)) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'), 0) as largest`,
  );
  const { whole, largest } = row!;
  const needed = (upgradeBackup ? whole : 0) + (databaseUrl ? 0 : largest * 2) + 100 * mebibyte;
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const found: Words = [
    `${sizeText(free)} free, ${sizeText(needed)} wanted for a database of ${sizeText(whole)}`,
    `剩余${sizeText(free)}，数据库${sizeText(whole)}，升级需要${sizeText(needed)}`,
  ];
  if (free >= needed) return good('disk', ...found);
  const [less, lessZh] = upgradeBackup
    ? [
        ', or turn the automatic backup off (RAPPORT_UPGRADE_BACKUP=0) and take your own elsewhere',
        '；或关闭自动备份（RAPPORT_UPGRADE_BACKUP=0），自行备份到别处',
      ]
    : ['', ''];
  return wrong('disk', found, [`Make room in ${dataDir}${less}.`, `请清理${dataDir}的空间${lessZh}。`]);
}

/** Looks at everything that an upgrade of a database needs; changes nothing. */
export async function preflight(db: Queryable, deps: PreflightDeps): Promise<Preflight> {
  const { said, ...rest } = await look(db, deps);
  return { ...rest, checks: said.map((one) => findingOf(one, deps.language)) };
}

async function look(
  db: Queryable,
  { settings, sources }: PreflightDeps,
): Promise<Pick<Preflight, 'pending' | 'isNew'> & { said: Said[] }> {
  const state = await migrationState(db, sources);
  const isNew = state.ran === 0;
  const { pending } = state;
  if (isNew) return { pending, isNew, said: [note('database', ['new: there is nothing to upgrade', '新数据库，无需升级'])] };
  const said = [await checkVersion(db, state, settings.version), checkMigrations(state), ...(await checkServer(db))];
  said.push(await checkRights(db));
  if (said.every(({ check, state: found }) => check !== 'rights' || found === 'good')) said.push(await checkIdentity(db));
  // Where nothing is to be done, servers may run on, and no room is wanted.
  if (pending.length === 0) return { pending, isNew, said };
  said.push(await checkOthers(db), await checkRoom(db, settings));
  if (!settings.upgradeBackup)
    said.push(
      note('backup', [
        'none is taken (RAPPORT_UPGRADE_BACKUP=0): have one of your own',
        '不自动备份（RAPPORT_UPGRADE_BACKUP=0）：请确认已自行备份',
      ]),
    );
  return { pending, isNew, said };
}
