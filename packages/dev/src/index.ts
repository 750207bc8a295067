export { type Cluster, type ClusterOptions, startCluster } from './cluster/cluster.ts';
export type { ClusterNode, ServerEntry } from './cluster/cluster-node.ts';
export { hasNats, TestNats } from './cluster/nats-server.ts';
export { type RoamingClient, roamingClient } from './cluster/roaming-client.ts';
export { type ProxyMode, TcpProxy } from './cluster/tcp-proxy.ts';
export { aCustomer, anAccount, type TestCustomer } from './customers.ts';
export { beginDatabase, endDatabase } from './database-outage.ts';
export { freePort } from './free-port.ts';
export { attackCode, attackMarkup, type HostileMail, hostileMails } from './hostile-mail.ts';
export { imapAt, layInto, ownCertificate, type Running, startDovecot, startExim } from './mail-servers.ts';
export { type MailService, type ReceivedMail, startMailService } from './mail-service.ts';
export { docxOf, macroOf, odpOf, odsOf, odtOf, pptxOf, rtfOf, xlsxOf } from './office-documents.ts';
export { askForNothing, type Explained, literalOf, type PlanNode, planOf, rowsTaken, watchedTx } from './plans.ts';
export { type PushService, type ReceivedPush, startPushService } from './push-service.ts';
export {
  comparable,
  Divergence,
  freshState,
  type Observer,
  verifyAction,
  verifyDirectory,
  verifyObserver,
} from './race-check.ts';
export { SmallDisk } from './small-disk.ts';
export { findProgram, hasFencedOffice } from './system-programs.ts';
export { cloneDatabase, type TestDatabase } from './test-database.ts';
export { Refused, socketOf, type TestHouse, type TestHouseOptions, testHouse, until } from './test-house.ts';
export { type PersonKind, type Seat, seatPerson, setUpOrganization } from './test-people.ts';
export { aWidget, bytesFor, sendUp, setupOf, TestVisitor, tokenFor, visit } from './test-visitor.ts';
export { layOldHouse, type OldHouseFacts, oldHouseFacts, oldHouseFolder } from './upgrade/old-house.ts';
