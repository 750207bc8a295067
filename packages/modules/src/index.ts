export { actorFor } from './access/index.ts';
export {
  adaptersOf,
  type ChannelAdapter,
  keepArrivals,
  outboxReader,
  putTransport,
  tenderOf,
  tokenHosts,
} from './channels/index.ts';
export { type ContactsReport, contactOfHandle, eraseContact, exportContacts, importContacts } from './contacts/index.ts';
export { noteDelivery, openCustomerConversation, openTo, type Posted, postInbound, sendByHouse } from './conversations/index.ts';
export { erasable, erasableKinds } from './erasable.ts';
export { roomChecks } from './health/index.ts';
export { createHouse, createPlatform, type House, type HouseOptions, migrateHouse, migrationSources } from './house.ts';
export { ImportFormatError, type ImportProgress, type ImportReport, type ImportRun, runImport } from './imports/index.ts';
export { casesCaughtUp } from './inbox/index.ts';
export { order, type RoomName } from './order.ts';
export {
  checkCredentials,
  createBot,
  createBotToken,
  createBotUser,
  createTokenFor,
  createUser,
  listPeople,
  setUpLink,
} from './people/index.ts';
export { decide, keepAccount, noteConsent, noteInbound } from './policy/index.ts';
export { adoptLedger, exportToFile, keeperOf, ledgerPolicy, recordCensus, recordsCaughtUp } from './records/index.ts';
export { sealedColumns } from './sealed-columns.ts';
export { searchCaughtUp } from './search/index.ts';
