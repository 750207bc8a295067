import { Email, TimeZone } from '@rapport/contract';
import { newId, type Platform } from '@rapport/platform';
import { createUsers, type MatchedUser, type UserDraft, usersByEmail, usersForMatching } from '../people/index.ts';
import type { ImportActor, ImportUser } from './import-item.ts';
import type { Tally } from './import-report.ts';
import { peopleOf } from './reader.ts';
import { insertPeople, lockSource } from './writer.ts';

/** Somebody of the source, as we know them. */
export interface ImportedPerson {
  user: string;
  name: string;
  guest: boolean;
  /** Whether they can sign in here today. */
  active: boolean;
}

interface Stranger {
  externalId: string;
  draft: UserDraft;
}

const chunk = 200;

/** Names as `people` takes them: one line, nothing invisible, at most 80 characters. */
function cleanName(...candidates: (string | undefined)[]): string {
  for (const candidate of candidates) {
    const clean = (candidate ?? '')
      .normalize('NFC')
      .replace(/[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu, '')
      .replace(/[\p{Cc}\s\u2028\u2029]+/gu, ' ')
      .trim();
    const short = Array.from(clean);
    while (short.join('').length > 80) short.pop();
    const name = short.join('').trim();
    if (name !== '') return name;
  }
  return '?';
}

/**
 * Foreign people ↔ users (IM20). Known ones first, then by address, else an unclaimed user is made: closed, without a
 * sign-in, until somebody comes with the address.
 */
export class ImportPeople {
  private readonly known = new Map<string, ImportedPerson>();
  /** Addresses of those made in this run, for a dry run too. */
  private readonly byEmail = new Map<string, ImportedPerson>();
  private readonly platform: Platform;
  private readonly tally: Tally;
  /** Undefined in a dry run of a source never seen. */
  private readonly source: string | undefined;
  private readonly by: string;
  private readonly dryRun: boolean;

  constructor(deps: { platform: Platform; tally: Tally; source: string | undefined; by: string; dryRun: boolean }) {
    this.platform = deps.platform;
    this.tally = deps.tally;
    this.source = deps.source;
    this.by = deps.by;
    this.dryRun = deps.dryRun;
  }

  async load(): Promise<void> {
    if (this.source === undefined) return;
    const pairs = await peopleOf(this.platform.db, this.source);
    const users = new Map(
      (await usersForMatching(this.platform.db, [...new Set(pairs.map((p) => p.user))])).map((u) => [u.id, u]),
    );
    for (const { externalId, user } of pairs) this.known.set(externalId, personOf(users.get(user)!));
  }

  get(externalId: string | undefined): ImportedPerson | undefined {
    return externalId === undefined ? undefined : this.known.get(externalId);
  }

  /** Everybody the source lists. Nicks that never spoke are not taken over. */
  async addListed(users: AsyncIterable<ImportUser>): Promise<void> {
    let strangers: Stranger[] = [];
    for await (const user of users) {
      if (this.known.has(user.externalId)) continue;
      if (user.spoke === false) this.tally.skip({ reason: 'nick-without-words', where: `user ${user.handle}`, count: 1 });
      else strangers.push({ externalId: user.externalId, draft: this.draftOf(user) });
      if (strangers.length < chunk) continue;
      await this.add(strangers);
      strangers = [];
    }
    await this.add(strangers);
  }

  /** People who act in the source but stand in no list; bots that are only a name sign their messages with it instead. */
  async addUnlisted(actors: Iterable<ImportActor | undefined>): Promise<void> {
    const strangers = new Map<string, Stranger>();
    for (const actor of actors) {
      if (!actor || actor.bot || actor.id === 'unknown' || this.known.has(actor.id)) continue;
      if (strangers.get(actor.id) && actor.name === undefined) continue;
      // Slack's own voice stands in many entries and in few lists.
      const slackbot = actor.id === 'USLACKBOT';
      const name = cleanName(slackbot ? 'Slackbot' : actor.name, actor.id);
      const draft: UserDraft = { name, role: 'member', bot: slackbot, unclaimed: true };
      strangers.set(actor.id, { externalId: actor.id, draft });
    }
    await this.add([...strangers.values()]);
  }

  private draftOf(user: ImportUser): UserDraft {
    const email = user.email === undefined || user.bot ? undefined : Email.safeParse(user.email);
    if (email && !email.success) this.tally.skip({ reason: 'part:address-not-valid', where: `user ${user.handle}`, count: 1 });
    const timeZone = TimeZone.safeParse(user.timeZone);
    return {
      name: cleanName(user.displayName, user.handle, user.externalId),
      role: user.guest && !user.bot ? 'guest' : 'member',
      bot: user.bot,
      email: email?.success ? email.data : null,
      title: (user.title ?? '').slice(0, 120),
      timeZone: timeZone.success ? timeZone.data : null,
      unclaimed: true,
    };
  }

  private async add(strangers: readonly Stranger[]): Promise<void> {
    for (let i = 0; i < strangers.length; i += chunk) await this.addChunk(strangers.slice(i, i + chunk));
  }

  private async addChunk(strangers: readonly Stranger[]): Promise<void> {
    const emails = strangers.flatMap(({ draft }) => draft.email ?? []);
    for (const user of emails.length === 0 ? [] : await usersByEmail(this.platform.db, emails))
      this.byEmail.set(user.email, personOf(user));
    const fresh: Stranger[] = [];
    const taken = new Set<string>();
    for (const stranger of strangers) {
      const email = stranger.draft.email ?? '';
      if (email !== '' && (this.byEmail.has(email) || taken.has(email))) continue;
      taken.add(email);
      fresh.push(stranger);
    }
    const ids = await this.write(strangers, fresh);
    for (const [i, { externalId, draft }] of fresh.entries()) {
      const person = { user: ids[i]!, name: draft.name, guest: draft.role === 'guest', active: false };
      this.known.set(externalId, person);
      if (draft.email) this.byEmail.set(draft.email, person);
    }
    for (const { externalId, draft } of strangers)
      if (!this.known.has(externalId)) this.known.set(externalId, this.byEmail.get(draft.email ?? '')!);
    this.tally.add({ users: fresh.length });
  }

  /** Makes those who are new, and keeps who all of them are; answers the new ids. */
  private async write(all: readonly Stranger[], fresh: readonly Stranger[]): Promise<string[]> {
    if (this.dryRun || this.source === undefined) return fresh.map(() => newId());
    const source = this.source;
    return this.platform.db.transaction(async (tx) => {
      await lockSource(tx, source);
      const ids = await createUsers(
        tx,
        this.platform,
        this.by,
        fresh.map(({ draft }) => draft),
      );
      const made = new Map(fresh.map(({ externalId }, i) => [externalId, ids[i]!]));
      const byEmail = new Map(fresh.flatMap(({ draft }, i) => (draft.email ? [[draft.email, ids[i]!] as const] : [])));
      const userOf = ({ externalId, draft }: Stranger) =>
        made.get(externalId) ?? byEmail.get(draft.email!) ?? this.byEmail.get(draft.email!)!.user;
      await insertPeople(
        tx,
        source,
        all.map((stranger) => ({ externalId: stranger.externalId, user: userOf(stranger) })),
      );
      return ids;
    });
  }
}

const personOf = (u: MatchedUser): ImportedPerson => ({ user: u.id, name: u.name, guest: u.guest, active: u.active });
