export { type OpenDatabase, openDatabase } from './open-database.ts';
