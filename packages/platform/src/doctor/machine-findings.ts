import { type Entry, good, note, wrong } from './finding.ts';

/** Of the machine and its settings. */
export const machineFindings = {
  'settings-unreadable': wrong('settings', ['{reason}', '{reason}'], ['Correct the setting.', '请改正这项设置。']),
  'node-fits': good('node', '{version}', '{version}'),
  'node-old': wrong(
    'node',
    ['{version}', '{version}'],
    ['Install Node.js {oldest} or newer.', '请安装Node.js {oldest}或更新版本。'],
  ),
  'folder-writable': good('folder', '{folder} is writable', '{folder}可写'),
  'folder-not-yet': note('folder', ['{folder} is not there yet; the first start makes it', '{folder}还不存在，首次启动时会创建']),
  'folder-is-file': wrong(
    'folder',
    ['{folder} is no folder', '{folder}不是目录'],
    ['Name another one with RAPPORT_DATA.', '请用RAPPORT_DATA指定另一个目录。'],
  ),
  'folder-not-writable': wrong(
    'folder',
    ['{folder} is not writable for this account ({owner})', '当前账号（{owner}）不能写入{folder}'],
    [
      'Run this as its owner, or name another folder with RAPPORT_DATA.',
      '请用目录的所有者运行，或用RAPPORT_DATA指定另一个目录。',
    ],
  ),
  'key-good': good('key', '{file}, for its owner only', '{file}，仅所有者可读'),
  'key-given': good('key', 'given in RAPPORT_MASTER_KEY', '由RAPPORT_MASTER_KEY提供'),
  'key-not-yet': note('key', ['made by the first start', '首次启动时生成']),
  'key-not-here': note(
    'key',
    ['{file} is not there; the next start makes one', '{file}不存在，下次启动时会生成'],
    [
      'On a further node, copy keys/master.key of the first one before it starts.',
      '如果这是新增节点，请在启动前复制第一个节点的keys/master.key。',
    ],
  ),
  'key-missing': wrong(
    'key',
    ['{file} is missing, but there is a database', '有数据库，但缺少{file}'],
    [
      'Restore keys/master.key from your backup: without it, files and sealed secrets cannot be read.',
      '请从备份恢复keys/master.key：没有它，文件和加密的信息都无法读取。',
    ],
  ),
  'key-damaged': wrong(
    'key',
    ['{reason}', '主密钥不可用：{reason}'],
    [
      'Restore keys/master.key from your backup: without it, files and sealed secrets cannot be read.',
      '请从备份恢复keys/master.key：没有它，文件和加密的信息都无法读取。',
    ],
  ),
  'key-unreadable': wrong(
    'key',
    ['{file} is not readable for this account', '当前账号不能读取{file}'],
    ['Run this as the owner of the data folder.', '请用数据目录的所有者运行。'],
  ),
  'key-open': wrong(
    'key',
    ['{file} may be read by others (mode {mode})', '{file}可被其他账号读取（权限{mode}）'],
    ['chmod 600 {file}', 'chmod 600 {file}'],
  ),
  'key-other': wrong(
    'key',
    [
      '{file} is not the key that this database was begun with, or lacks a later one',
      '{file}不是这个数据库最初使用的密钥，或缺少后来的密钥',
    ],
    [
      'Every node needs the same keys/master.key: copy it from a node that works, or from the backup, and start this one again.',
      '所有节点必须使用同一个keys/master.key：请从正常的节点或备份复制过来，再重新启动本节点。',
    ],
  ),
  'disk-roomy': good('disk', '{free} GiB free of {total} ({folder})', '剩余{free} GiB，共{total} GiB（{folder}）'),
  'disk-filling': note(
    'disk',
    ['{free} GiB free of {total} ({folder})', '剩余{free} GiB，共{total} GiB（{folder}）'],
    ['Make room soon.', '请尽快清理空间。'],
  ),
  'disk-full': wrong(
    'disk',
    ['{free} GiB free of {total} ({folder})', '剩余{free} GiB，共{total} GiB（{folder}）'],
    ['Make room: the database stops when the disk is full.', '请立即清理空间：磁盘写满后数据库会停止。'],
  ),
  'files-enough': good('open-files', 'up to {limit}', '上限{limit}'),
  'files-few': note(
    'open-files',
    ['up to {limit}: about {sockets} devices can be connected', '上限{limit}：大约可连接{sockets}台设备'],
    [
      'Raise it for more: LimitNOFILE= in the service, or ulimit -n.',
      '需要更多连接时请调高：在服务中设置LimitNOFILE=，或使用ulimit -n。',
    ],
  ),
  'files-too-few': wrong(
    'open-files',
    ['up to {limit}', '上限{limit}'],
    [
      'Raise it: LimitNOFILE=65536 in the service, or ulimit -n 65536 before the start.',
      '请调高：在服务中设置LimitNOFILE=65536，或启动前执行ulimit -n 65536。',
    ],
  ),
  'office-ready': good('office', 'LibreOffice, fenced by bubblewrap', 'LibreOffice，已用bubblewrap隔离'),
  'office-open': note(
    'office',
    [
      'LibreOffice runs without a fence: a document could read what this account reads',
      'LibreOffice未经隔离运行：恶意文档可能读取当前账号能读的内容',
    ],
    [
      'Install bubblewrap and set RAPPORT_OFFICE_PREVIEWS=fenced, unless this machine holds nothing else.',
      '请安装bubblewrap并设置RAPPORT_OFFICE_PREVIEWS=fenced，除非这台机器上没有其他数据。',
    ],
  ),
  'office-unfenced': note(
    'office',
    [
      'LibreOffice is here, but nothing to fence it with: office files are for download',
      '有LibreOffice，但无法隔离运行：Office文件只能下载',
    ],
    [
      'apt-get install bubblewrap; in a container, allow user namespaces. See “Office previews” in docs/operations.md.',
      'apt-get install bubblewrap；在容器中请允许用户命名空间。见docs/operations.md的“Office previews”。',
    ],
  ),
  'office-missing': note(
    'office',
    ['no LibreOffice: office files are for download', '没有LibreOffice：Office文件只能下载'],
    [
      'apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui bubblewrap fonts-noto-cjk',
      'apt-get install --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui bubblewrap fonts-noto-cjk',
    ],
  ),
  'office-off': good('office', 'off', '已关闭'),
  'port-free': good('port', '{port} is free', '{port}可用'),
  'port-any': good('port', 'any free one', '自动选择'),
  'port-ours': good('port', 'a Rapport {version} answers on {port}', '{port}上运行着Rapport {version}'),
  'port-taken': wrong(
    'port',
    ['{port} is used by another program', '{port}被其他程序占用'],
    ['Stop it, or choose another port with PORT.', '请停止那个程序，或用PORT换一个端口。'],
  ),
  'port-forbidden': wrong(
    'port',
    ['{port} on {host} cannot be used ({reason})', '不能使用{host}的端口{port}（{reason}）'],
    ['Set PORT (and HOST) to what this account may use.', '请把PORT（和HOST）设为当前账号可用的值。'],
  ),
} as const satisfies Record<string, Entry>;
