export { bringUpToDate } from './bring-up-to-date.ts';
export { connectOrStart, type OpenDatabase, openDatabase } from './open-database.ts';
export { serve } from './serve.ts';
