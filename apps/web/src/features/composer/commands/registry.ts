export type CommandName =
  | 'schedule'
  | 'scheduled'
  | 'urgent'
  | 'topic'
  | 'away'
  | 'dnd'
  | 'back'
  | 'voice'
  | 'code'
  | 'card'
  | 'location'
  | 'record'
  | 'search'
  | 'date'
  | 'call'
  | 'shrug';

export interface Command {
  name: CommandName;
  /** Pinyin and other words it is found by. */
  keys: readonly string[];
  /** What may follow its name: nothing, or words explained in its line of the list. */
  words: boolean;
  /** The word of the composer that says what it does. */
  says: `say${Capitalize<CommandName>}`;
  /** Only who holds this permission is offered it. */
  needs?: 'messages.urgent' | 'search.use' | 'contacts.manage';
  /** In talk with a customer: offered there too, or there alone. Anything else is for colleagues, and the house would refuse most of it there. */
  customers?: 'too' | 'only';
}

/** What can be done by typing a slash first. A new one is a line here and a case in `use-commands.ts`. */
export const commands: readonly Command[] = [
  {
    name: 'call',
    keys: ['visit', 'letter', 'dianhua', 'dh', 'baifang', 'bf', 'xinjian', 'xj', 'dengji', 'dj'],
    words: false,
    says: 'sayCall',
    needs: 'contacts.manage',
    customers: 'only',
  },
  { name: 'schedule', keys: ['later', 'dingshi', 'ds'], words: true, says: 'saySchedule', customers: 'too' },
  { name: 'scheduled', keys: ['dingshiliebiao'], words: false, says: 'sayScheduled', customers: 'too' },
  { name: 'urgent', keys: ['jinji', 'jj'], words: true, says: 'sayUrgent', needs: 'messages.urgent' },
  { name: 'topic', keys: ['thread', 'huati', 'ht'], words: true, says: 'sayTopic' },
  { name: 'away', keys: ['status', 'likai', 'lk', 'zhuangtai'], words: true, says: 'sayAway' },
  { name: 'dnd', keys: ['mute', 'quiet', 'miandarao', 'wurao', 'mdr'], words: true, says: 'sayDnd' },
  { name: 'back', keys: ['huilai', 'hl'], words: false, says: 'sayBack' },
  { name: 'voice', keys: ['yuyin', 'yy'], words: false, says: 'sayVoice' },
  { name: 'code', keys: ['daima', 'dm'], words: true, says: 'sayCode' },
  { name: 'card', keys: ['contact', 'mingpian', 'mp'], words: false, says: 'sayCard' },
  { name: 'location', keys: ['place', 'weizhi', 'wz'], words: false, says: 'sayLocation' },
  { name: 'record', keys: ['form', 'minutes', 'jilu', 'jl'], words: false, says: 'sayRecord', customers: 'too' },
  { name: 'search', keys: ['find', 'sousuo', 'ss'], words: true, says: 'saySearch', needs: 'search.use', customers: 'too' },
  { name: 'date', keys: ['jump', 'riqi', 'rq', 'tiaozhuan'], words: false, says: 'sayDate', customers: 'too' },
  { name: 'shrug', keys: ['tanshou', 'ts'], words: true, says: 'sayShrug' },
];

/** The command being named, or null: a slash at the very beginning and no space yet. */
export const namedAt = (text: string, caret: number): string | null =>
  /^\/([\p{L}]*)$/u.exec(text.slice(0, caret))?.[1]?.toLowerCase() ?? null;

/** The commands that answer to what was typed, best first; `customer`: in talk with one. */
export function commandsFor(typed: string, permissions: readonly string[], customer: boolean): Command[] {
  const allowed = commands.filter(
    ({ needs, customers }) =>
      (!needs || permissions.includes(needs)) && (customer ? customers !== undefined : customers !== 'only'),
  );
  const byName = allowed.filter((one) => one.name.startsWith(typed));
  const byKey = allowed.filter((one) => !byName.includes(one) && one.keys.some((key) => key.startsWith(typed)));
  return [...byName, ...byKey];
}

/**
 * A whole line as a command with its words; null: it is a message. In talk with a customer too every command is one: what was meant for the house is
 * better refused by it than sent to them.
 */
export function commandIn(
  text: string,
  permissions: readonly string[],
  customer: boolean,
): { command: Command; rest: string } | null {
  const found = /^\/(\p{L}+)(?:\s+([\s\S]*))?$/u.exec(text);
  if (!found) return null;
  const typed = (found[1] ?? '').toLowerCase();
  const command = commands.find(
    ({ name, keys, needs, customers }) =>
      (name === typed || keys.includes(typed)) && (!needs || permissions.includes(needs)) && (customer || customers !== 'only'),
  );
  return command ? { command, rest: (found[2] ?? '').trim() } : null;
}
