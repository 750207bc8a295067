import { type ChannelDriver, channelConformance, type SendFault } from './channel-conformance.test-kit.ts';
import { deskDriver } from './channel-conformance-desk.test-kit.ts';
import { widgetDriver } from './channel-conformance-widget.test-kit.ts';
import { freePort } from './free-port.ts';
import { type Delivery, type WechatPerson, WechatSimulator, type WecomCustomer, WecomSimulator } from './simulators/index.ts';
import { MailNeighbour } from './simulators/mail-neighbour.ts';
import { SignedSystem } from './simulators/signed-system.ts';
import { until } from './test-house.ts';

/** Both vendors tell whole seconds; with a clock ahead of ours what comes is when it came. */
const ahead = 3_600_000;
const endOfWindows = 49 * 3_600_000;

const judged = (delivery: Delivery | undefined): { acknowledged: boolean } => ({ acknowledged: delivery?.acknowledged ?? false });
const textOf = ({ content }: { content: Record<string, unknown> }): string => String(content.content);

async function wechat(): Promise<ChannelDriver> {
  const vendor = await new WechatSimulator().start();
  const { state, server } = vendor;
  state.clock.advance(ahead);
  const people = new Map<string, WechatPerson>();
  return {
    kind: 'wechat',
    settings: { appId: state.appId, api: server.url },
    secrets: { appSecret: state.appSecret },
    address: server.address,
    connect(url, { token, aesKey }) {
      vendor.callback = { url, token: token!, aesKey: aesKey!, receiveId: state.appId, mode: 'encrypted', form: 'xml' };
      return vendor.checkAddress();
    },
    person(name) {
      const person = vendor.person(name);
      people.set(person.openid, person);
      return person.openid;
    },
    says: async (person, text) => judged(await vendor.says(people.get(person)!, text)),
    async saysReordered(person, first, second) {
      vendor.hold();
      for (const text of [first, second]) await vendor.says(people.get(person)!, text);
      await vendor.release();
    },
    faultNext: (fault) => vendor.misbehave(fault),
    failNextSending: (fault: SendFault) => server.fail('/cgi-bin/message/custom/send', fault),
    slow: {
      leaveUnanswered: () => server.fail('/cgi-bin/user/info', 'hangs'),
      unanswered: () => server.unanswered,
      hangUp: () => server.hangUp(),
    },
    sent: (person) => state.sent.filter(({ touser }) => touser === person).map(textOf),
    window: { quota: 5, end: () => state.clock.advance(endOfWindows) },
    stop: () => vendor.stop(),
  };
}

async function wecom(): Promise<ChannelDriver> {
  const vendor = await new WecomSimulator().start();
  const { state, server } = vendor;
  state.clock.advance(ahead);
  const people = new Map<string, WecomCustomer>();
  return {
    kind: 'wecom',
    settings: { corpId: state.corpId, openKfIds: state.openKfIds, api: server.url },
    secrets: { secret: state.secret },
    address: server.address,
    connect(url, { token, aesKey }) {
      vendor.callback = { url, token: token!, aesKey: aesKey!, receiveId: state.corpId, mode: 'encrypted', form: 'xml' };
      return vendor.checkAddress();
    },
    person(name) {
      const customer = vendor.customer(name);
      people.set(customer.externalId, customer);
      return customer.externalId;
    },
    says: async (person, text) => judged(await vendor.says(people.get(person)!, text)),
    // A call says only that there is something: the order of calls cannot matter, so two at once are what there is to try.
    async saysReordered(person, first, second) {
      await Promise.all([first, second].map((text) => vendor.says(people.get(person)!, text)));
    },
    faultNext: (fault) => vendor.misbehave(fault),
    failNextSending: (fault: SendFault) => server.fail('/cgi-bin/kf/send_msg', fault),
    slow: {
      leaveUnanswered: () => server.fail('/cgi-bin/kf/customer/batchget', 'hangs'),
      unanswered: () => server.unanswered,
      hangUp: () => server.hangUp(),
    },
    sent: (person) => state.sent.filter(({ touser }) => touser === person).map(textOf),
    window: { quota: 5, end: () => state.clock.advance(endOfWindows) },
    stop: () => vendor.stop(),
  };
}

async function api(): Promise<ChannelDriver> {
  const system = await new SignedSystem().start();
  return {
    kind: 'api',
    settings: { url: `http://${system.address}/house` },
    secrets: {},
    address: system.address,
    async connect(url, { inbound, outbound }) {
      system.house = { url, inbound: inbound!, outbound: outbound! };
      return true;
    },
    person: (name) => `customer-${name}`,
    says: (person, text) => system.says(person, text),
    // The calls of two messages cross: what is second is there first.
    async saysReordered(person, first, second) {
      await Promise.all([second, first].map((text) => system.says(person, text)));
    },
    faultNext: (fault) => system.faultNext(fault),
    failNextSending: (fault) => system.failNextSending(fault),
    sent: (person) => [...system.taken.values()].filter(({ to }) => to === person).map(({ text }) => text),
    idempotent: true,
    stop: () => system.stop(),
  };
}

async function email(): Promise<ChannelDriver> {
  const neighbour = await new MailNeighbour().start();
  const ours = { port: await freePort(), address: 'support@example.org' };
  neighbour.ours = ours;
  return {
    kind: 'email',
    settings: {
      address: ours.address,
      comes: { by: 'smtp', listen: '127.0.0.1', port: ours.port },
      goes: { host: '127.0.0.1', port: Number(neighbour.address.split(':')[1]), security: 'none' },
    },
    secrets: {},
    address: neighbour.address,
    async connect() {
      // The door opens when the node tends the account.
      await until(() => neighbour.reaches());
      return true;
    },
    person: (name) => `${name.toLowerCase()}@neighbour.example`,
    says: (person, text) => neighbour.says(person, text),
    // Two servers bring what two people's programs sent: the second is there first.
    async saysReordered(person, first, second) {
      await Promise.all([second, first].map((text) => neighbour.says(person, text)));
    },
    faultNext: (fault) => neighbour.faultNext(fault),
    failNextSending: (fault) => neighbour.failNextSending(fault),
    sent: (person) => neighbour.sentTo(person),
    stop: () => neighbour.stop(),
  };
}

channelConformance(api, 'api');
channelConformance(email, 'email');
channelConformance(widgetDriver, 'web');
channelConformance(wechat, 'wechat');
channelConformance(wecom, 'wecom');
for (const kind of ['phone', 'visit', 'letter'] as const) channelConformance(() => deskDriver(kind), kind);
