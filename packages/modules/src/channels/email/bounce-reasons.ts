/** Why a mail did not arrive, as far as it changes what we do. The names are those of RFC 3463's subjects, told apart by the sentence. */
export type BounceReason =
  | 'user-unknown'
  | 'host-unknown'
  | 'moved'
  | 'not-accepting'
  | 'mailbox-full'
  | 'too-big'
  | 'expired'
  | 'refused'
  | 'other'
  | 'complaint'
  | 'delivered';

/** Reasons that say that the address itself is wrong, now and later. */
export const isHard = (reason: BounceReason): boolean =>
  reason === 'user-unknown' || reason === 'host-unknown' || reason === 'moved' || reason === 'not-accepting';

const sentences: readonly [BounceReason, RegExp][] = [
  ['host-unknown', /account or domain may not exist|domain is not reachable|unknown host/i],
  // An answer to MAIL FROM or DATA is about the sender or the content, whatever words it takes.
  [
    'refused',
    /in reply to (mail from|(end of )?data|helo|ehlo)|after (mail from|end of data)|for text command|did not like our (final data|mail from)|sender rejected|domain of sender|access denied|可能不存在/i,
  ],
  ['other', /malformed or unexpected name server reply/i],
  // What looks like an unknown user and is not comes first.
  [
    'refused',
    /spam|blacklist|blocklist|block list|\bblocked\b|reputation|spf|dkim|dmarc|rate limit|too many (connections|errors|messages|recipients)|policy|virus|greylist|reverse dns|ptr record|rdns|not authenticated|relay(ing)? (access )?denied|relaying|suspended|disabled|not active|inactive|deactivated|locked|restricted/i,
  ],
  [
    'mailbox-full',
    /(mailbox|mbox|inbox|account|user|recipient)[^.]{0,60}(is )?(full|over ?quota|exceed)|over ?quota|quota exceed|disk quota|insufficient (system )?storage|out of (storage )?space|not enough (storage )?space/i,
  ],
  ['too-big', /too (big|large)|size (limit|exceed)|exceeds? (the )?(maximum|size|limit)|message size/i],
  ['moved', /has moved|user (has )?moved|no longer (works|with|employed)|address has changed|moved to/i],
  [
    'not-accepting',
    /does not accept (any )?(e-?)?mail|null mx|nullmx|no mx record|indicated no smtp service|accepts no mail|smtp protocol returned.*10\.|domain .*not accept/i,
  ],
  [
    'user-unknown',
    /user (is )?unknown|unknown (user|recipient|address|mailbox|local|virtual)|no such (user|recipient|mailbox|address|person|account|id)|(user|recipient|mailbox|address|account|alias)[^.\n]{0,80}(not (be )?(found|exist)|unknown|does(n'| no)?t exist|doesn't have|not listed|invalid|not known|not a (known|valid)|unavailable|no mailbox)|invalid (recipient|user|mailbox|address)|not (a )?(known|valid|our) (user|recipient|mailbox|customer)|no (valid )?(mailbox|account|user|recipient)s?( here| with| by| of)?|recipient name is not recognized|not listed in|final delivery userid|isn'?t (in|a) |recipient (address )?rejected(?!:)|does not exist|not exist|addressee unknown|bad (destination|recipient)( mailbox)? address|该用户|用户不存在|收件人(不存在|地址)|不存在/i,
  ],
  [
    'host-unknown',
    /host (or domain name )?(not found|unknown)|unknown (host|domain)|domain (name )?(not found|does not exist|must resolve)|name (service|server) (error|not)|no such (domain|host)|dns error|nxdomain|unrouteable|unroutable|bad (destination )?host|illegal host|invalid domain|can'?t find (any )?(host|domain)|couldn'?t find any host|域名不存在/i,
  ],
  [
    'expired',
    /time(d)?[ -]?out|too long|retry (time|timeout)|delivery time expired|expired|not (yet )?been delivered|could not be delivered for|unable to deliver.*(days|hours)|giving up|connection (refused|lost)|deferred|temporar/i,
  ],
];

/** What only a missing address is told by, whichever command was answered. */
const plainly =
  /user doesn'?t have an? \S+ account|>\.\.\. user (unknown|not exist)|\b550: <[^>]*>: user unknown|^\s*(550 )?\(?unknown user(?!.*in reply to data|.*end of data)/i;

const byStatus: readonly [RegExp, BounceReason][] = [
  [/^5\.1\.(1|10|3|0)$/, 'user-unknown'],
  [/^5\.1\.6$/, 'moved'],
  [/^5\.1\.2$/, 'host-unknown'],
  [/^5\.(4\.4|7\.27|1\.10)$/, 'not-accepting'],
  [/^[45]\.2\.2$/, 'mailbox-full'],
  [/^[45]\.(2\.3|3\.4)$/, 'too-big'],
  [/^[45]\.4\.(1|2|7)$/, 'expired'],
  [/^[45]\.7\./, 'refused'],
];

/** The reason from the server's sentence, else from its code. */
export function reasonOf(sentence: string, status: string, reply: string): BounceReason {
  const words = sentence.replace(/\s+/g, ' ');
  if (plainly.test(words) && !/^[45]\.7\./.test(status)) return 'user-unknown';
  const coded = byStatus.find(([pattern]) => pattern.test(status))?.[1];
  const told = sentences.find(([, pattern]) => pattern.test(sentence))?.[0];
  // "550 no such user" may answer RCPT, and is about the address, or DATA, and is about the content: without more it is not held
  // against the address.
  const unsure =
    reply !== '' &&
    !/^5\.(1|2|4|5|3)\./.test(status) &&
    !/rcpt|recipient address|no such recipient|recipient unknown|rejected address/i.test(words);
  if (told === 'user-unknown' && unsure) return 'refused';
  // A code of policy or content outranks words that only sound like an unknown user.
  return told === 'user-unknown' && /^[45]\.(7|6)\.|^5\.2\.0$/.test(status) ? 'refused' : (told ?? coded ?? 'other');
}
