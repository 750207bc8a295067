import { statfs } from 'node:fs/promises';
import type { Settings } from '../config.ts';
import type { Queryable } from '../db.ts';
import { type MigrationSource, type MigrationState, migrationState } from '../migrate.ts';
import { OLDEST_MAJOR } from '../postgres/find-binaries.ts';
import { type Finding, good, note, wrong } from './finding.ts';

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
}

const mebibyte = 2 ** 20;
const sizeText = (bytes: number): string =>
  bytes < 1024 * mebibyte ? `${Math.ceil(bytes / mebibyte)} MiB` : `${(bytes / mebibyte / 1024).toFixed(1)} GiB`;

async function lastVersion(db: Queryable): Promise<string | undefined> {
  const table = await db.row<{ found: string | null }>(`select to_regclass('public.upgrade')::text as found`);
  if (!table?.found) return undefined;
  return (await db.row<{ version: string }>('select version from upgrade order by at desc limit 1'))?.version;
}

async function checkVersion(db: Queryable, state: MigrationState, version: string): Promise<Finding> {
  const last = await lastVersion(db);
  if (state.unknown.length > 0) {
    return wrong(
      'version',
      `this is Rapport ${version}, but the database was brought up to date by ${last ? `Rapport ${last}` : 'a newer one'} (${state.unknown[0]})`,
      `Start ${last ? `Rapport ${last} or later` : 'that version or a later one'}; or go back with the backup taken before (docs/operations.md, Upgrading).`,
    );
  }
  if (state.changed.length > 0) {
    return wrong(
      'version',
      `the migration ${state.changed[0]} was changed after it ran here`,
      'Restore the file as it was released; what is new goes into a new file.',
    );
  }
  return good('version', last && last !== version ? `from ${last} to ${version}` : `to ${version}`);
}

function checkMigrations({ pending }: MigrationState): Finding {
  if (pending.length === 0) return good('migrations', 'all have run: nothing is to be done');
  return note('migrations', `${pending.length} to run: ${pending.join(', ')}`);
}

async function checkServer(db: Queryable): Promise<Finding[]> {
  const row = await db.row<{ version: string; num: number; standby: boolean; locked: string; durable: boolean }>(
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as num,
       pg_is_in_recovery() as standby, current_setting('transaction_read_only') as locked,
       current_setting('fsync') = 'on' as durable`,
  );
  const { version, num, standby, locked, durable } = row!;
  if (num < OLDEST_MAJOR * 10_000)
    return [wrong('PostgreSQL', version, `Use PostgreSQL ${OLDEST_MAJOR} or newer: restore a backup into it.`)];
  if (standby) return [wrong('PostgreSQL', `${version}, a standby that only reads`, 'Let DATABASE_URL lead to the primary.')];
  if (locked === 'on') {
    const cure = 'Turn default_transaction_read_only off for this database and user, and see why it was turned on.';
    return [wrong('PostgreSQL', `${version} takes no writes`, cure)];
  }
  const said = good('PostgreSQL', `${version} takes writes`);
  if (durable) return [said];
  return [said, note('PostgreSQL fsync', 'off: a power cut may lose everything', 'Turn fsync on, unless this is a test.')];
}

async function checkRights(db: Queryable): Promise<Finding> {
  const row = await db.row<{ make: boolean; schema: boolean; foreign: string | null; identity: boolean }>(
    `select has_schema_privilege('public', 'create') as make, has_database_privilege(current_database(), 'create') as schema,
       has_function_privilege('pg_control_system()', 'execute') as identity,
       (select min(c.relname::text) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not pg_has_role(c.relowner, 'usage') and exists (select 1 from migration)) as foreign`,
  );
  const cure =
    'Let the user of DATABASE_URL own the database and everything in it (alter database … owner to; reassign owned by).';
  const { make, schema, foreign, identity } = row!;
  if (!make || !schema) return wrong('rights', 'this user may not make tables and schemas', cure);
  if (foreign) return wrong('rights', `the table ${foreign} belongs to somebody else`, cure);
  if (!identity)
    return wrong('rights', 'this user may not read which cluster it is', 'grant execute on function pg_control_system() to it.');
  return good('rights', 'this user owns what it changes');
}

/** A copy or a restored database is as good as any other, and clients begin anew on it: worth knowing before. */
async function checkIdentity(db: Queryable): Promise<Finding> {
  const row = await db.row<{ same: boolean }>(
    `select e.system_identifier = (select system_identifier::text from pg_control_system())
       and e.database_oid = (select oid from pg_database where datname = current_database()) as same from epoch e`,
  );
  if (row?.same) return good('identity', 'the database is the one it was');
  return note('identity', 'the database was copied or restored: clients will begin anew');
}

/** Connections of servers at this database, but for those that wait to upgrade it themselves. */
async function checkOthers(db: Queryable): Promise<Finding> {
  const rows = await db.rows<{ name: string; address: string; since: number; busy: boolean }>(
    `select application_name as name, coalesce(host(client_addr), 'this machine') as address, backend_start as since,
       state <> 'idle' and xact_start < now() - interval '1 minute' as busy
     from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and application_name <> 'rapport upgrade'
     order by backend_start`,
  );
  const servers = rows.filter(({ name }) => /^rapport($|[ :/-])/.test(name));
  if (servers.length > 0) {
    const { address, since, name } = servers[0]!;
    return wrong(
      'other servers',
      `${servers.length} connections of a running ${name} (from ${address}, since ${new Date(since).toISOString()})`,
      'Stop every Rapport that uses this database, commands too. Connections that a pooler keeps end with its server_idle_timeout.',
    );
  }
  const busy = rows.filter((row) => row.busy);
  if (busy.length === 0) return good('other servers', 'none is connected');
  const who = busy[0]!.name || busy[0]!.address;
  return note(
    'other programs',
    `${who} has been in a transaction for more than a minute`,
    'The upgrade may have to wait for it.',
  );
}

/**
 * Room for the backup (as much as the tables at most: they are packed) and, where the database lies in the data folder, for the largest
 * table written anew.
 */
async function checkRoom(db: Queryable, { dataDir, databaseUrl, upgradeBackup }: Settings): Promise<Finding> {
  const row = await db.row<{ whole: number; largest: number }>(
    `select pg_database_size(current_database()) as whole,
       coalesce((select max(pg_total_relation_size(c.oid)) from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'), 0) as largest`,
  );
  const { whole, largest } = row!;
  const needed = (upgradeBackup ? whole : 0) + (databaseUrl ? 0 : largest * 2) + 100 * mebibyte;
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const found = `${sizeText(free)} free, ${sizeText(needed)} wanted for a database of ${sizeText(whole)}`;
  if (free >= needed) return good('disk', found);
  const less = upgradeBackup ? ', or turn the automatic backup off (RAPPORT_UPGRADE_BACKUP=0) and take your own elsewhere' : '';
  return wrong('disk', found, `Make room in ${dataDir}${less}.`);
}

/** Looks at everything that an upgrade of a database needs; changes nothing. */
export async function preflight(db: Queryable, { settings, sources }: PreflightDeps): Promise<Preflight> {
  const state = await migrationState(db, sources);
  const isNew = state.ran === 0;
  const { pending } = state;
  if (isNew) return { pending, isNew, checks: [note('database', 'new: there is nothing to upgrade')] };
  const checks = [await checkVersion(db, state, settings.version), checkMigrations(state), ...(await checkServer(db))];
  checks.push(await checkRights(db));
  if (checks.every(({ name, state: found }) => name !== 'rights' || found === 'good')) checks.push(await checkIdentity(db));
  checks.push(await checkOthers(db), await checkRoom(db, settings));
  if (!settings.upgradeBackup) checks.push(note('backup', 'none is taken (RAPPORT_UPGRADE_BACKUP=0): have one of your own'));
  return { pending, isNew, checks };
}
