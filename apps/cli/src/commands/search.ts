import type { MessageHit, SearchPlace, UserId } from '@rapport/contract';
import { callServer, readSettings, type ServerAddress } from '@rapport/platform';
import { type Command, InvalidArgumentError } from 'commander';
import { say, sayJson, tell, UsageError } from '../terminal.ts';

type Names = ReadonlyMap<string, string>;

async function namesOf(server: ServerAddress, hits: readonly MessageHit[]): Promise<Names> {
  const ids = new Set<UserId>();
  for (const { sender, conversation } of hits) for (const id of [sender, ...(conversation.peers ?? [])]) if (id) ids.add(id);
  if (ids.size === 0) return new Map();
  const { users } = await callServer(server, 'people.get', { ids: [...ids].slice(0, 200) });
  return new Map(users.map(({ id, name }) => [id, name]));
}

function placeOf(place: SearchPlace, names: Names): string {
  if (place.parent) return `${place.parent.name || 'direct'} › ${place.name || `topic ${place.parent.seq}`}`;
  return place.name || (place.peers ?? []).map((id) => names.get(id) ?? id).join(', ') || place.kind;
}

function line(hit: MessageHit, names: Names): string {
  const at = new Date(hit.at).toISOString().slice(0, 16).replace('T', ' ');
  const who = hit.senderName ?? (hit.sender ? names.get(hit.sender) : undefined) ?? '?';
  const { text, cutBefore, cutAfter } = hit.snippet;
  const words = `${cutBefore ? '… ' : ''}${text.replace(/\s+/g, ' ')}${cutAfter ? ' …' : ''}`;
  const files = hit.attachments.map(({ attachment }) => ` [${attachment.name}]`).join('');
  return `${at}  ${placeOf(hit.conversation, names)} #${hit.seq}  ${who}: ${words}${files}`;
}

function limit(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1 || value > 100)
    throw new InvalidArgumentError('It must be a whole number from 1 to 100.');
  return value;
}

export function addSearch(program: Command): void {
  program
    .command('search')
    .description('search messages as the owner of RAPPORT_TOKEN, through the running server at RAPPORT_URL; newest first')
    .argument('<query...>', 'words, "a phrase", -without, from: in: before: after: on: has:')
    .option('--limit <n>', 'at most so many', limit, 30)
    .option('--json', 'one line of JSON: {items, next}, as the method search.messages answers')
    .addHelpText('after', '\nA query that begins with - needs -- before it: rapport search -- -word other')
    .action(async (words: string[], options: { limit: number; json?: boolean }) => {
      const { url, token } = readSettings();
      if (!token) throw new UsageError('Set RAPPORT_TOKEN: rapport token create --email … makes one.');
      const server = { url, token };
      const answer = await callServer(server, 'search.messages', { text: words.join(' '), limit: options.limit });
      if (options.json) return sayJson(answer);
      const names = await namesOf(server, answer.items);
      for (const hit of answer.items) say(line(hit, names));
      if (answer.items.length === 0) tell('Nothing found.');
      else if (answer.next) tell('There is more: narrow the query, or raise --limit.');
    });
}
