import { type Client, createClient, type SocketLike } from '@rapport/client';
import { createDb, createLogger } from '@rapport/platform';
import { WebSocket } from 'ws';
import { type BareSearch, bareSearch, bruteForce, layOut, type Place, pageSize } from './search-limit.ts';
import type { Term } from './search-terms.ts';
import { serveQuestions, tell } from './serve-questions.ts';

/** Searches as a person does, over their socket; and asks the database the same, barely. */
export type SearchQuestion =
  | { do: 'begin'; url: string; token: string; user: string; databaseUrl: string; terms: Term[] }
  | { do: 'recall' }
  | { do: 'product' | 'limit'; seconds: number };

export interface SearchAnswer {
  seconds: number;
  /** Milliseconds of each search, with the term's place in the list. */
  took: number[];
  term: number[];
}

export interface RecallAnswer {
  /** Matches that brute force found, over all terms, and those of them that were looked for. */
  there: number;
  compared: number;
  faults: string[];
}

/** Searches that find more are compared in their first pages. */
const pagesCompared = 15;

let from: (SearchQuestion & { do: 'begin' }) | undefined;
let client: Client | undefined;
let bare: BareSearch | undefined;

async function begin(question: SearchQuestion & { do: 'begin' }): Promise<void> {
  from = question;
  const { url, token } = question;
  const openSocket = (address: string): SocketLike =>
    new WebSocket(address, { headers: { authorization: `Bearer ${token}` } }) as SocketLike;
  client = createClient({ url, token, openSocket });
  await client.connect();
  bare = await bareSearch(question.databaseUrl, question.user, question.terms);
}

const search = (term: Term, cursor?: string) =>
  client!.call('search.messages', { text: term.text, limit: pageSize, ...(cursor ? { cursor } : {}) });

/** The first pages of a term, or all of it. */
async function pages(term: Term): Promise<{ places: string[]; whole: boolean }> {
  const places: string[] = [];
  let cursor: string | undefined;
  for (let n = 0; n < pagesCompared; n++) {
    const answer = await search(term, cursor);
    places.push(...answer.items.map((hit) => `${hit.conversation.id}/${hit.seq}`));
    cursor = answer.next;
    if (!cursor) return { places, whole: true };
  }
  return { places, whole: false };
}

async function recall(): Promise<RecallAnswer> {
  const { user, databaseUrl, terms } = from!;
  const db = createDb({ url: databaseUrl, max: 1, logger: createLogger('error') });
  const answer: RecallAnswer = { there: 0, compared: 0, faults: [] };
  const nameOf = (p: Place): string => `${p.conversation}/${p.seq}`;
  try {
    await layOut(db, user);
    const there = await bruteForce(db, terms);
    await db.rows('drop table bench_visible');
    for (const term of terms) {
      const all = there.get(term.text)!.map(nameOf);
      const { places, whole } = await pages(term);
      const due = whole ? all : all.slice(0, places.length);
      answer.there += all.length;
      answer.compared += due.length;
      if (due.join() !== places.join())
        answer.faults.push(`${term.text}: ${places.length} found, ${due.length} are there, or in another order`);
      const limit = (await bare!.page(term)).map(nameOf);
      if (limit.join() !== all.slice(0, pageSize).join()) answer.faults.push(`${term.text}: the limit finds something else`);
    }
  } finally {
    await db.close();
  }
  return answer;
}

async function run(what: 'product' | 'limit', seconds: number): Promise<SearchAnswer> {
  const { terms } = from!;
  const ask = (term: Term): Promise<unknown> => (what === 'product' ? search(term) : bare!.page(term));
  // Every term once: nothing is measured that the disk has to bring.
  for (const term of terms) await ask(term);
  const answer: SearchAnswer = { seconds: 0, took: [], term: [] };
  tell('begin');
  const begun = performance.now();
  // In whole turns, so that each term counts alike; a step that shares no factor with their number mixes the kinds.
  for (let n = 0; performance.now() - begun < seconds * 1_000 || n % terms.length !== 0; n++) {
    const place = (n * 17) % terms.length;
    const start = performance.now();
    await ask(terms[place]!);
    answer.took.push(performance.now() - start);
    answer.term.push(place);
  }
  answer.seconds = (performance.now() - begun) / 1_000;
  tell('end');
  return answer;
}

serveQuestions(
  async (question: SearchQuestion) => {
    if (question.do === 'begin') return begin(question);
    if (question.do === 'recall') return recall();
    return run(question.do, question.seconds);
  },
  async () => {
    await client?.close();
    await bare?.close();
  },
);
