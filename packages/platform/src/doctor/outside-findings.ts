import { type Entry, good, note, wrong } from './finding.ts';

/** Of what is reached over the network. */
export const outsideFindings = {
  'address-answers': good('address', '{url} leads here', '{url}可以访问'),
  'address-certificate': good(
    'address',
    '{url} leads here; its certificate is good until {until}',
    '{url}可以访问，证书有效期至{until}',
  ),
  'address-silent': note(
    'address',
    ['{url} does not answer from here ({reason})', '从本机访问{url}没有应答（{reason}）'],
    [
      'Correct when the server does not run, or is not to reach itself that way. Else check RAPPORT_URL, DNS and the proxy.',
      '服务未运行，或网络不允许本机绕回访问时属正常；否则请检查RAPPORT_URL、DNS和代理。',
    ],
  ),
  'address-elsewhere': wrong(
    'address',
    ['{url} leads to another program', '{url}指向了其他程序'],
    [
      'Set RAPPORT_URL to the address people use, and let the proxy pass it on to this server.',
      '请把RAPPORT_URL设为大家使用的地址，并让代理转发到本服务。',
    ],
  ),
  'address-plain': note(
    'address',
    ['{url} is not enciphered', '{url}未加密'],
    ['Put a proxy with TLS before it and set RAPPORT_URL to https://…', '请在前面设置TLS代理，并把RAPPORT_URL设为https://…'],
  ),
  'certificate-bad': wrong(
    'address',
    ['the certificate of {url} is not accepted: {reason}', '{url}的证书不被接受：{reason}'],
    ['Renew it, or let its names include the one of RAPPORT_URL.', '请更新证书，或让证书包含RAPPORT_URL中的域名。'],
  ),
  'certificate-ends': note(
    'address',
    ['the certificate of {url} ends on {until}', '{url}的证书将于{until}到期'],
    ['Renew it before; see why it does not renew itself.', '请在到期前更新，并检查为什么没有自动续期。'],
  ),
  'proxy-fits': good(
    'proxy',
    'what requests say fits RAPPORT_URL and RAPPORT_TRUST_PROXY',
    '请求头与RAPPORT_URL、RAPPORT_TRUST_PROXY一致',
  ),
  'proxy-untrusted': wrong(
    'proxy',
    ['requests come through a proxy at {address} that is not believed', '请求经过{address}的代理，但没有信任它'],
    [
      'Set RAPPORT_TRUST_PROXY={address}: until then all callers share one address and one budget.',
      '请设置RAPPORT_TRUST_PROXY={address}：否则所有访问者都被当作同一个地址，共用一份限额。',
    ],
  ),
  'proxy-other-host': wrong(
    'proxy',
    ['people come by {host}, but RAPPORT_URL is {url}', '访问者使用{host}，而RAPPORT_URL是{url}'],
    [
      'Set RAPPORT_URL to the address people use (links, cookies and the origin check rest on it), or let the proxy pass Host on.',
      '请把RAPPORT_URL设为大家使用的地址（链接、Cookie和来源检查都依赖它），或让代理传递Host。',
    ],
  ),
  'proxy-other-scheme': wrong(
    'proxy',
    ['people come by {scheme}, but RAPPORT_URL is {url}', '访问者使用{scheme}，而RAPPORT_URL是{url}'],
    [
      'Set RAPPORT_URL to the address people use: with https: the session cookie is Secure.',
      '请把RAPPORT_URL设为大家使用的地址：以https:开头时会话Cookie才是Secure。',
    ],
  ),
  'mail-none': note('mail', ['no SMTP_URL: an administrator hands out links', '没有设置SMTP_URL：由管理员转交链接']),
  'mail-good': good('mail', 'the mail server takes us', '邮件服务器可用'),
  'mail-refused': wrong(
    'mail',
    ['{reason}', '{reason}'],
    [
      'Check SMTP_URL: smtp://user:password@host:587, or smtps:// for port 465.',
      '请检查SMTP_URL：smtp://user:password@host:587，465端口用smtps://。',
    ],
  ),
  'files-here': good('files', 'kept in the data folder', '保存在数据目录'),
  'files-bucket': good('files', 'the bucket answers', '存储桶可用'),
  'files-unreachable': wrong(
    'files',
    ['{reason}', '{reason}'],
    [
      'Check S3_URL: https://key:secret@host/bucket, and that the bucket exists.',
      '请检查S3_URL：https://key:secret@host/bucket，并确认存储桶存在。',
    ],
  ),
  'files-apart': wrong(
    'files',
    ['the nodes ({names}) keep files in {count} different places', '各节点（{names}）把文件存放在{count}个不同的地方'],
    [
      'Files taken by one node are missing on the others: give all of them the same S3_URL, or mount one folder as blobs in every RAPPORT_DATA; bring what lies there already together.',
      '一个节点收到的文件在其他节点上打不开：请为所有节点设置同一个S3_URL，或把同一个目录挂载为每个RAPPORT_DATA下的blobs，并把已有的文件合并到一处。',
    ],
  ),
  'bus-open': note(
    'bus',
    ['NATS_URL has no user and password', 'NATS_URL中没有用户名和密码'],
    [
      'Whoever reaches NATS can read and speak for everybody: start it with --user and --pass (or a token), and set NATS_URL=nats://user:password@host:4222.',
      '能连接NATS的人都能读取并冒充任何人：请用--user和--pass（或令牌）启动它，并设置NATS_URL=nats://用户名:密码@主机:4222。',
    ],
  ),
  'token-none': note('token', ['no RAPPORT_TOKEN; search and trace need one', '没有设置RAPPORT_TOKEN，search和trace需要它']),
  'token-good': good('token', '{name} at {url}', '{name}，{url}'),
  'token-unknown': note('token', ['{reason}', '{reason}']),
  'token-refused': wrong(
    'token',
    ['{reason}', '{reason}'],
    ['Make a new one with rapport token create.', '请用rapport token create新建一个。'],
  ),
} as const satisfies Record<string, Entry>;
