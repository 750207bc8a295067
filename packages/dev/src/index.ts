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
export { cloneDatabase, type TestDatabase } from './test-database.ts';
export { Refused, socketOf, type TestHouse, type TestHouseOptions, testHouse, until } from './test-house.ts';
export { type PersonKind, type Seat, seatPerson, setUpOrganization } from './test-people.ts';
