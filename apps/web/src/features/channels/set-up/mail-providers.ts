/** Servers of mail providers as they publish them (help pages read 2026-11), so that nobody has to look for them. */
export interface MailProvider {
  id: string;
  name:
    | 'providerNetease'
    | 'providerQq'
    | 'providerExmail'
    | 'providerAliyun'
    | 'providerQiye163'
    | 'providerGmail'
    | 'providerIcloud'
    | 'providerOutlook'
    | 'providerMicrosoft'
    | 'providerMicrosoftChina';
  /** What must be done at the provider's first. */
  hint:
    | 'hintNetease'
    | 'hintQq'
    | 'hintExmail'
    | 'hintAliyun'
    | 'hintQiye163'
    | 'hintGmail'
    | 'hintIcloud'
    | 'hintOutlook'
    | 'hintMicrosoft';
  /** Whose addresses are surely there. */
  domains: readonly string[];
  imap: { host: string; port: number; security: 'tls' };
  smtp: { host: string; port: number; security: 'tls' | 'starttls' };
  /** Whether mail to `address+anything` arrives. */
  tags: boolean;
  /** By a password where it does not say. */
  signIn?: { by: 'microsoft'; cloud: 'global' | 'china' };
}

const tls = (host: string, port: number) => ({ host, port, security: 'tls' as const });

export const mailProviders: readonly MailProvider[] = [
  ...(['163.com', '126.com', 'yeah.net'] as const).map(
    (domain): MailProvider => ({
      id: domain,
      name: 'providerNetease',
      hint: 'hintNetease',
      domains: [domain],
      imap: tls(`imap.${domain}`, 993),
      smtp: tls(`smtp.${domain}`, 465),
      tags: false,
    }),
  ),
  {
    id: 'qq',
    name: 'providerQq',
    hint: 'hintQq',
    domains: ['qq.com', 'foxmail.com'],
    imap: tls('imap.qq.com', 993),
    smtp: tls('smtp.qq.com', 465),
    tags: false,
  },
  {
    id: 'exmail',
    name: 'providerExmail',
    hint: 'hintExmail',
    domains: [],
    imap: tls('imap.exmail.qq.com', 993),
    smtp: tls('smtp.exmail.qq.com', 465),
    tags: false,
  },
  {
    id: 'aliyun',
    name: 'providerAliyun',
    hint: 'hintAliyun',
    domains: [],
    imap: tls('imap.qiye.aliyun.com', 993),
    smtp: tls('smtp.qiye.aliyun.com', 465),
    tags: false,
  },
  {
    id: 'qiye163',
    name: 'providerQiye163',
    hint: 'hintQiye163',
    domains: [],
    imap: tls('imap.qiye.163.com', 993),
    smtp: tls('smtp.qiye.163.com', 994),
    tags: false,
  },
  {
    id: 'gmail',
    name: 'providerGmail',
    hint: 'hintGmail',
    domains: ['gmail.com', 'googlemail.com'],
    imap: tls('imap.gmail.com', 993),
    smtp: tls('smtp.gmail.com', 465),
    tags: true,
  },
  {
    id: 'icloud',
    name: 'providerIcloud',
    hint: 'hintIcloud',
    domains: ['icloud.com', 'me.com'],
    imap: tls('imap.mail.me.com', 993),
    smtp: { host: 'smtp.mail.me.com', port: 587, security: 'starttls' },
    tags: true,
  },
  {
    id: 'microsoft',
    name: 'providerMicrosoft',
    hint: 'hintMicrosoft',
    domains: [],
    imap: tls('outlook.office365.com', 993),
    smtp: { host: 'smtp.office365.com', port: 587, security: 'starttls' },
    tags: true,
    signIn: { by: 'microsoft', cloud: 'global' },
  },
  {
    id: 'microsoft-china',
    name: 'providerMicrosoftChina',
    hint: 'hintMicrosoft',
    domains: [],
    imap: tls('partner.outlook.cn', 993),
    smtp: { host: 'smtp.partner.outlook.cn', port: 587, security: 'starttls' },
    tags: true,
    signIn: { by: 'microsoft', cloud: 'china' },
  },
  {
    id: 'outlook',
    name: 'providerOutlook',
    hint: 'hintOutlook',
    domains: ['outlook.com', 'hotmail.com', 'live.com'],
    imap: tls('imap-mail.outlook.com', 993),
    smtp: { host: 'smtp-mail.outlook.com', port: 587, security: 'starttls' },
    tags: true,
  },
];

/** By the domain of an address; those for companies stand behind domains of their own. */
export const providerOfAddress = (address: string): MailProvider | undefined => {
  const domain = address.split('@')[1]?.trim().toLowerCase();
  return domain ? mailProviders.find(({ domains }) => domains.includes(domain)) : undefined;
};

/** By the server that is asked for mail. */
export const providerOfHost = (host: string): MailProvider | undefined => mailProviders.find(({ imap }) => imap.host === host);
