export { actorFor } from './access/index.ts';
export { createHouse, createPlatform, type House, type HouseOptions, migrateHouse, migrationSources } from './house.ts';
export { ImportFormatError, type ImportProgress, type ImportReport, type ImportRun, runImport } from './imports/index.ts';
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
export { recordsCaughtUp } from './records/index.ts';
export { searchCaughtUp } from './search/index.ts';
