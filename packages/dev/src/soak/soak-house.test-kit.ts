import { createHouse, createTokenFor, createUser, type House } from '@rapport/modules';
import { BlobError, type Blobs, createLogger, readConfig } from '@rapport/platform';
import { type PersonKind, type Seat, setUpOrganization } from '../test-people.ts';
import { type FaultyBus, faultyBus } from './faulty-bus.test-kit.ts';
import type { HouseOrder, HouseStart } from './house-process.test-kit.ts';

/**
 * The server of a soak, in a process of its own so that it can be killed: a whole house whose bus, clock and store of bytes do
 * as its parent says.
 */
class SoakHouse {
  private house: House | undefined;
  private start: HouseStart | undefined;
  private readonly bus: FaultyBus = faultyBus();
  private clockOffset = 0;
  private storeFull = false;

  async open(start: HouseStart): Promise<void> {
    this.start = start;
    const house = await createHouse({
      config: readConfig({
        RAPPORT_DATA: start.dataDir,
        PORT: String(start.port),
        HOST: '127.0.0.1',
        RAPPORT_LOG: 'error',
        RAPPORT_LINK_PREVIEWS: '0',
        RAPPORT_RATE_FACTOR: '100000',
        ...start.env,
      }),
      databaseUrl: start.databaseUrl,
      checkAnswers: true,
      poolSize: 8,
      logger: createLogger('error'),
      clock: { now: () => Date.now() + this.clockOffset },
      wrapBus: (bus) => this.bus.wrap(bus),
    });
    house.platform.blobs = this.withQuota(house.platform.blobs);
    // The database is always the same one: a house that thinks otherwise is wrong, and ends here as the server would.
    void house.epochEnded.then(() => process.exit(3));
    await house.listen();
    this.house = house;
  }

  /** Where no small disk could be mounted, a full one is told by the store itself. */
  private withQuota(blobs: Blobs): Blobs {
    return {
      write: (id, bytes) => {
        if (!this.storeFull) return blobs.write(id, bytes);
        bytes.destroy();
        return Promise.reject(new BlobError('full', 'The disk of the data folder is full (simulated).'));
      },
      read: (id, range) => blobs.read(id, range),
      size: (id) => blobs.size(id),
      remove: (id) => blobs.remove(id),
      list: () => blobs.list(),
    };
  }

  private async stop(): Promise<void> {
    const { house } = this;
    this.house = undefined;
    await house?.stop();
  }

  /** Names tell the addresses apart: the process that counted others may have been killed. */
  private async seat(name: string, kind: Exclude<PersonKind, 'bot'>): Promise<Seat> {
    const { platform } = this.house!;
    const email = `${name}@rapport.test`;
    const user = await createUser(platform, { email, name, role: kind, language: 'en' });
    const { secret } = await createTokenFor(platform, { user, name: 'soak' });
    return { user, name, kind, email, password: '', token: secret };
  }

  async obey(order: HouseOrder): Promise<unknown> {
    switch (order.do) {
      case 'start':
        await this.stop();
        return this.open(order.start);
      case 'restart':
        await this.stop();
        return this.open(this.start!);
      case 'stop':
        return this.stop();
      case 'set up':
        return setUpOrganization(this.house!.platform) satisfies Promise<Seat>;
      case 'seat':
        return this.seat(order.name, order.kind);
      case 'wild':
        return this.bus.wild(order.seed);
      case 'calm':
        this.clockOffset = 0;
        this.storeFull = false;
        return this.bus.calm();
      case 'clock':
        this.clockOffset = order.offset;
        return;
      case 'store':
        this.storeFull = order.full;
        return;
    }
  }
}

const house = new SoakHouse();
process.on('message', (message: { id: number; order: HouseOrder }) => {
  house.obey(message.order).then(
    (answer) => process.send?.({ id: message.id, answer: answer ?? null }),
    (error: unknown) => process.send?.({ id: message.id, error: error instanceof Error ? (error.stack ?? '') : String(error) }),
  );
});
// Ctrl-C reaches the whole group; the parent says when to end.
process.on('SIGINT', () => undefined);
// Nobody is left to obey: whoever started this process is gone.
process.on('disconnect', () => process.exit(0));
process.send?.({ id: 0, answer: 'ready' });
