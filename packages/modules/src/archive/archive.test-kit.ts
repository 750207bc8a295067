import type { Input, Inspection, Permission } from '@rapport/contract';
import { type Refused, type Seat, type TestHouse, until } from '@rapport/dev';

type Scope = Input<'archive.ask'>['scope'];

/** The code a call is refused with. */
export const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'ok',
    (error: Refused) => error.problem.code,
  );

/** A house with people of the archive in it: who reads, who agrees, who watches. */
export class Archive {
  readonly kit: TestHouse;
  private roles = 0;

  constructor(kit: TestHouse) {
    this.kit = kit;
  }

  async person(name: string, ...permissions: Permission[]): Promise<Seat> {
    const seat = await this.kit.person(name);
    await this.grant(seat.user, ...permissions);
    return seat;
  }

  /** Gives somebody a role; answers the grant. */
  async grant(user: string, ...permissions: Permission[]): Promise<string> {
    const { kit } = this;
    const { id: role } = await kit.call(kit.owner, 'access.createRole', { name: `Role ${++this.roles}`, permissions });
    return (await kit.call(kit.owner, 'access.grant', { user: user as never, role, scope: { kind: 'organization' } })).id;
  }

  ask(seat: Seat, scope: Scope, more: Partial<Input<'archive.ask'>> = {}): Promise<Inspection> {
    return this.kit.call(seat, 'archive.ask', { purpose: 'an inquiry', scope, ...more });
  }

  /** One that somebody agreed to. */
  async opened(seat: Seat, approver: Seat, scope: Scope, more: Partial<Input<'archive.ask'>> = {}): Promise<string> {
    const { id } = await this.ask(seat, scope, more);
    await this.kit.call(approver, 'archive.decide', { inspection: id });
    return id;
  }

  /** What the ledger holds of the archive, oldest first, once it holds all there is. */
  async leaves(): Promise<{ type: string; said: Record<string, unknown> }[]> {
    const { db } = this.kit.house.platform;
    await until(async () => (await db.row('select 1 from retention_event where ev is null limit 1')) === undefined);
    return db.rows(
      `select e.type, convert_from(o.content, 'UTF8')::json as said from retention_event e
       join ledger_own o on o.stream_id = e.stream_id and o.ev = e.ev join ledger_leaf l on l.stream_id = e.stream_id and l.ev = e.ev
       where e.type like 'archive.%' order by e.ev`,
    );
  }
}
