import { type Entry, good, note, wrong } from './finding.ts';

/** Of a house that runs, and of what it keeps in the database. */
export const runningFindings = {
  'clock-good': good('clock', 'the database is {skew} ms off ours', '与数据库相差{skew}毫秒'),
  'clock-ahead': wrong(
    'clock',
    ['the database is {skew} ms ahead of ours', '数据库时钟比本机快{skew}毫秒'],
    ['Let both machines keep the time (NTP).', '请让两台机器都与时间服务器（NTP）同步。'],
  ),
  'clock-behind': wrong(
    'clock',
    ['the database is {skew} ms behind ours', '数据库时钟比本机慢{skew}毫秒'],
    ['Let both machines keep the time (NTP).', '请让两台机器都与时间服务器（NTP）同步。'],
  ),
  'nodes-good': good('nodes', '{count} alive', '{count}个正常'),
  'nodes-none': note('nodes', ['no server runs', '没有服务在运行'], ['npm start', 'npm start']),
  'nodes-dead': wrong(
    'nodes',
    ['{count} not seen for {seconds} s ({names})', '{count}个节点{seconds}秒没有响应（{names}）'],
    [
      'Start it again, or look at its machine. Another node takes over its jobs.',
      '请重新启动它，或检查那台机器。其他节点会接手它的任务。',
    ],
  ),
  'nodes-versions': note(
    'nodes',
    ['different versions: {versions}', '版本不同：{versions}'],
    ['Finish the upgrade: bring every node to the same version.', '请完成升级：让所有节点使用同一版本。'],
  ),
  'bus-local': good('bus', 'one node needs none', '单节点不需要'),
  'bus-connected': good('bus', 'connected', '已连接'),
  'bus-away': wrong(
    'bus',
    ['NATS is away, or others are not heard, at {names}', '{names}连接不上NATS，或收不到其他节点的消息'],
    [
      'Check NATS_URL and that NATS runs. Until it is back, messages of other nodes come some seconds late.',
      '请检查NATS_URL，并确认NATS正在运行。恢复之前，其他节点的消息会晚几秒到达。',
    ],
  ),
  'bus-none': wrong(
    'bus',
    ['{count} nodes, but some have no NATS_URL', '有{count}个节点，但有的没有设置NATS_URL'],
    [
      'Give every node the same NATS_URL and start it again: without it messages of other nodes come late.',
      '请为每个节点设置同一个NATS_URL并重新启动：否则其他节点的消息会延迟。',
    ],
  ),
  'readers-up': good('readers', 'none is behind', '没有落后'),
  'readers-behind': wrong(
    'readers',
    ['{name} is {streams} streams and {seconds} s behind', '{name}落后{streams}个日志流、{seconds}秒'],
    [
      'Search, notifications or previews come late. Look for its errors in the log; restart the server when there are none.',
      '搜索、通知或预览会延迟。请在日志中查找它的错误；没有错误时请重启服务。',
    ],
  ),
  'jobs-good': good('jobs', '{waiting} waiting, none too long', '{waiting}个等待中，没有超时'),
  'jobs-failed': wrong(
    'jobs',
    ['{count} given up, the last: {name}', '{count}个已放弃，最近一个：{name}'],
    [
      'Mend what the log says of it; then set attempts to 0 (docs/operations.md, "Jobs that were given up").',
      '请按日志中的原因修复，然后重新执行（见docs/operations.md的“Jobs that were given up”）。',
    ],
  ),
  'jobs-late': wrong(
    'jobs',
    ['{waiting} waiting, the oldest for {seconds} s', '{waiting}个等待中，最久{seconds}秒'],
    [
      'Look whether a server runs jobs at all, and whether the database or something outside is slow.',
      '请检查是否有服务在执行任务，以及数据库或外部服务是否缓慢。',
    ],
  ),
  'backup-good': good('backup', 'the last one {hours} h ago', '最近一次在{hours}小时前'),
  'backup-archived': good('backup', 'WAL is archived continuously', '持续归档WAL'),
  'backup-none': note(
    'backup',
    ['none was made with rapport backup', '还没有用rapport backup备份过'],
    ['Make one every day: npx rapport backup /backups/$(date +%F)', '请每天备份：npx rapport backup /backups/$(date +%F)'],
  ),
  'backup-old': wrong(
    'backup',
    ['the last one is {days} days old', '最近一次是{days}天前'],
    [
      'Make one now, and see why the timer does not: npx rapport backup /backups/$(date +%F)',
      '请立即备份，并检查定时任务：npx rapport backup /backups/$(date +%F)',
    ],
  ),
  'backup-old-book': wrong(
    'backup',
    ['an old key book lies about: {files}', '存在旧的密钥簿：{files}'],
    [
      'It still opens what was erased since. Delete it and every copy of it: only the newest may be kept.',
      '用它仍能读出此后已清除的内容。请删除它及其所有副本：只能保留最新的一份。',
    ],
  ),
  'backup-no-book': wrong(
    'backup',
    [
      '{count} backups in {folder} have no key book, or one older than they are',
      '{folder}中有{count}个备份缺少密钥簿，或密钥簿比备份还旧',
    ],
    [
      'They cannot be restored so: bring the newest key book there (rapport backup --check tells which).',
      '这样无法恢复：请把最新的密钥簿放到那里（rapport backup --check会指出是哪些）。',
    ],
  ),
  'backup-readable': note(
    'backup',
    [
      '{count} backups in {folder} are from before there were key books: what was erased since can be read in them',
      '{folder}中有{count}个没有密钥簿的旧备份：其中仍能读出此后已清除的内容',
    ],
    ['Delete them once newer ones are there.', '有了更新的备份后请删除。'],
  ),
  'mail-failing': wrong(
    'mail',
    ['{count} mails failed since the start, the last: {reason}', '启动以来有{count}封邮件发送失败，最近一次：{reason}'],
    [
      'Check SMTP_URL and what the mail server says; people wait for links.',
      '请检查SMTP_URL和邮件服务器的返回：有人在等待链接。',
    ],
  ),
  'load-good': good('load', 'the server answers at once', '响应及时'),
  'load-late': note(
    'load',
    ['turns of the server take up to {milliseconds} ms', '服务处理一轮最多需要{milliseconds}毫秒'],
    [
      'The processor is too busy: see which calls and statements take long below, or add a node.',
      '处理器过忙：请查看下方耗时的调用和语句，或增加节点。',
    ],
  ),
  'load-commits': note(
    'load',
    ['a commit takes {milliseconds} ms on average', '提交平均需要{milliseconds}毫秒'],
    [
      'The disk of the database is slow at flushing: a better one (with a protected write cache) makes every message quicker.',
      '数据库磁盘落盘缓慢：更换带断电保护缓存的磁盘，每条消息都会更快。',
    ],
  ),
} as const satisfies Record<string, Entry>;
