import { type Entry, good, note, wrong } from './finding.ts';

/** Of PostgreSQL. */
export const databaseFindings = {
  'database-good': good(
    'database',
    'PostgreSQL {version} answers in {milliseconds} ms; {size} GiB',
    'PostgreSQL {version}，{milliseconds}毫秒应答，{size} GiB',
  ),
  'database-not-yet': note('database', [
    'none yet; the first start makes one with PostgreSQL {version} of {folder}',
    '还没有数据库，首次启动时用{folder}的PostgreSQL {version}创建',
  ]),
  'database-no-programs': wrong(
    'database',
    ['{reason}', '{reason}'],
    ['Install PostgreSQL, or set RAPPORT_PG_BIN or DATABASE_URL.', '请安装PostgreSQL，或设置RAPPORT_PG_BIN或DATABASE_URL。'],
  ),
  'database-away': wrong(
    'database',
    ['it does not answer ({reason})', '没有应答（{reason}）'],
    ['Check DATABASE_URL, and that the server runs.', '请检查DATABASE_URL，并确认数据库正在运行。'],
  ),
  'database-stopped': wrong(
    'database',
    ['it does not answer ({reason})', '没有应答（{reason}）'],
    ['Read {file}.', '请查看{file}。'],
  ),
  'database-slow': note(
    'database',
    ['it answers in {milliseconds} ms', '应答需要{milliseconds}毫秒'],
    [
      'Look at the load of its machine and at the network between; it should be a few milliseconds.',
      '应为几毫秒：请检查数据库机器的负载和中间的网络。',
    ],
  ),
  'database-old': wrong(
    'database',
    ['PostgreSQL {version}', 'PostgreSQL {version}'],
    ['Use PostgreSQL {oldest} or newer.', '请使用PostgreSQL {oldest}或更新版本。'],
  ),
  'database-encoding': wrong(
    'database',
    ['its encoding is {encoding}', '编码是{encoding}'],
    ['Make the database with encoding UTF8.', '请用UTF8编码创建数据库。'],
  ),
  'database-rights': wrong(
    'database',
    ['this user may not make tables', '当前用户不能建表'],
    ['Let the user of DATABASE_URL own the database.', '请让DATABASE_URL中的用户成为数据库的所有者。'],
  ),
  'database-read-only': wrong(
    'database',
    ['it takes no writes: a standby, or set read-only', '不接受写入：是备库，或设为只读'],
    [
      'Point DATABASE_URL at the primary (target_session_attrs=read-write finds it).',
      '请让DATABASE_URL指向主库（可用target_session_attrs=read-write）。',
    ],
  ),
  'database-wrapping': wrong(
    'database',
    ['its oldest transaction id is {age} million old', '最老的事务号已有{age}百万'],
    [
      'Vacuum does not get through: end held transactions and slots, then VACUUM FREEZE. Near 2,000 million it stops writing.',
      'VACUUM无法完成：请结束长事务和闲置的复制槽，再执行VACUUM FREEZE。接近20亿时数据库会停止写入。',
    ],
  ),
  'durability-on': good('durability', 'what is acknowledged is on disk', '已确认的内容都已落盘'),
  'durability-off': wrong(
    'durability',
    ['switched off: {names}', '已关闭：{names}'],
    [
      'Switch them on in the settings of PostgreSQL: a power cut may lose acknowledged messages, or the database.',
      '请在PostgreSQL设置中打开：断电可能丢失已确认的消息，甚至损坏数据库。',
    ],
  ),
  'collation-good': good('collation', 'as when the indexes were built', '与建立索引时一致'),
  'collation-changed': wrong(
    'collation',
    [
      'it was version {kept} and is {actual} now: indexes on text may be wrong',
      '原为版本{kept}，现为{actual}：文本索引可能已失效',
    ],
    [
      'In a quiet hour: REINDEX DATABASE "{database}"; then ALTER DATABASE "{database}" REFRESH COLLATION VERSION;',
      '请在空闲时执行：REINDEX DATABASE "{database}"; 然后ALTER DATABASE "{database}" REFRESH COLLATION VERSION;',
    ],
  ),
  'connections-enough': good('connections', '{used} of {most} used', '已用{used}，上限{most}'),
  'connections-few': wrong(
    'connections',
    ['{used} of {most} used', '已用{used}，上限{most}'],
    [
      'Raise max_connections, or end what holds them: each node opens up to 12.',
      '请调高max_connections，或结束占用连接的程序：每个节点最多打开12个。',
    ],
  ),
  'snapshot-fresh': good('snapshot', 'none is old', '没有长时间的快照'),
  'snapshot-held': wrong(
    'snapshot',
    [
      'a transaction is open since {minutes} min (process {pid}, {program}, {state})',
      '有事务已打开{minutes}分钟（进程{pid}，{program}，{state}）',
    ],
    [
      'Nothing it can see is cleaned up, and the database grows slower. End it: SELECT pg_terminate_backend({pid});',
      '它能看到的旧数据都无法清理，数据库会越来越慢。请结束它：SELECT pg_terminate_backend({pid});',
    ],
  ),
  'snapshot-prepared': wrong(
    'snapshot',
    ['a prepared transaction is open since {minutes} min ({name})', '有预备事务已打开{minutes}分钟（{name}）'],
    ["ROLLBACK PREPARED '{name}';", "ROLLBACK PREPARED '{name}';"],
  ),
  'locks-free': good('locks', 'nobody waits long', '没有长时间的等待'),
  'locks-waited': wrong(
    'locks',
    [
      '{count} wait, the longest {seconds} s, for process {holder} ({statement})',
      '{count}个在等待，最长{seconds}秒，等的是进程{holder}（{statement}）',
    ],
    [
      'See what it does in pg_stat_activity; if it hangs: SELECT pg_terminate_backend({holder});',
      '请在pg_stat_activity中查看它在做什么；如果卡住了：SELECT pg_terminate_backend({holder});',
    ],
  ),
  'archive-none': good('archive', 'not used', '未使用'),
  'archive-good': good('archive', 'the last segment left {minutes} min ago', '最近一次归档在{minutes}分钟前'),
  'archive-failing': wrong(
    'archive',
    ['{failed} failures; segment {segment} does not leave', '失败{failed}次，{segment}无法归档'],
    [
      'Mend archive_command and its target: segments pile up until the disk is full, and the archive has a gap.',
      '请修复archive_command及其目标：WAL会堆积直到写满磁盘，归档也会中断。',
    ],
  ),
  'replication-none': good('replication', 'no standby', '没有备库'),
  'replication-good': good('replication', '{standbys} standby, {lag} MiB behind at most', '{standbys}个备库，最多落后{lag} MiB'),
  'replication-behind': note(
    'replication',
    ['a standby is {lag} MiB behind', '有备库落后{lag} MiB'],
    [
      'Look at its disk and network; what it has not got is lost if the primary is.',
      '请检查备库的磁盘和网络；主库损坏时，没有复制过去的内容会丢失。',
    ],
  ),
  'replication-slot-idle': wrong(
    'replication',
    ['the slot {slot} is not read and keeps {lag} MiB of WAL', '复制槽{slot}没有读取者，占用{lag} MiB WAL'],
    [
      "Start its standby again, or: SELECT pg_drop_replication_slot('{slot}');",
      "请重新启动它的备库，或执行：SELECT pg_drop_replication_slot('{slot}');",
    ],
  ),
  'migrations-done': good('migrations', 'all have run', '全部完成'),
  'migrations-pending': note(
    'migrations',
    ['{count} have not run ({first} …)', '{count}个尚未执行（{first} …）'],
    ['The next start runs them, or: rapport migrate', '下次启动时执行，或运行：rapport migrate'],
  ),
  'migrations-newer': wrong(
    'migrations',
    ['the database is from a newer Rapport ({first} …)', '数据库来自更新的Rapport（{first} …）'],
    ['Run the version that made it, or restore the backup from before.', '请运行对应的新版本，或恢复升级前的备份。'],
  ),
} as const satisfies Record<string, Entry>;
