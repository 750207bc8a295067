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
  needs?: 'messages.urgent' | 'search.use';
}

/** What can be done by typing a slash first. A new one is a line here and a case in `use-commands.ts`. */
export const commands: readonly Command[] = [
  { name: 'schedule', keys: ['later', 'dingshi', 'ds'], words: true, says: 'saySchedule' },
  { name: 'scheduled', keys: ['dingshiliebiao'], words: false, says: 'sayScheduled' },
  { name: 'urgent', keys: ['jinji', 'jj'], words: true, says: 'sayUrgent', needs: 'messages.urgent' },
  { name: 'topic', keys: ['thread', 'huati', 'ht'], words: true, says: 'sayTopic' },
  { name: 'away', keys: ['status', 'likai', 'lk', 'zhuangtai'], words: true, says: 'sayAway' },
  { name: 'dnd', keys: ['mute', 'quiet', 'miandarao', 'wurao', 'mdr'], words: true, says: 'sayDnd' },
  { name: 'back', keys: ['huilai', 'hl'], words: false, says: 'sayBack' },
  { name: 'voice', keys: ['yuyin', 'yy'], words: false, says: 'sayVoice' },
  { name: 'code', keys: ['daima', 'dm'], words: true, says: 'sayCode' },
  { name: 'card', keys: ['contact', 'mingpian', 'mp'], words: false, says: 'sayCard' },
  { name: 'location', keys: ['place', 'weizhi', 'wz'], words: false, says: 'sayLocation' },
  { name: 'record', keys: ['form', 'minutes', 'jilu', 'jl'], words: false, says: 'sayRecord' },
  { name: 'search', keys: ['find', 'sousuo', 'ss'], words: true, says: 'saySearch', needs: 'search.use' },
  { name: 'date', keys: ['jump', 'riqi', 'rq', 'tiaozhuan'], words: false, says: 'sayDate' },
  { name: 'shrug', keys: ['tanshou', 'ts'], words: true, says: 'sayShrug' },
];

/** The command being named, or null: a slash at the very beginning and no space yet. */
export const namedAt = (text: string, caret: number): string | null =>
  /^\/([\p{L}]*)$/u.exec(text.slice(0, caret))?.[1]?.toLowerCase() ?? null;

/** The commands that answer to what was typed, best first. */
export function commandsFor(typed: string, permissions: readonly string[]): Command[] {
  const allowed = commands.filter((one) => !one.needs || permissions.includes(one.needs));
  const byName = allowed.filter((one) => one.name.startsWith(typed));
  const byKey = allowed.filter((one) => !byName.includes(one) && one.keys.some((key) => key.startsWith(typed)));
  return [...byName, ...byKey];
}

/** A whole line as a command with its words; null: it is a message. */
export function commandIn(text: string, permissions: readonly string[]): { command: Command; rest: string } | null {
  const found = /^\/(\p{L}+)(?:\s+([\s\S]*))?$/u.exec(text);
  if (!found) return null;
  const typed = (found[1] ?? '').toLowerCase();
  const command = commandsFor(typed, permissions).find((one) => one.name === typed || one.keys.includes(typed));
  return command ? { command, rest: (found[2] ?? '').trim() } : null;
}
