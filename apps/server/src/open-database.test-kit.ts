import { openDatabase } from './open-database.ts';

// Opens the database of a folder as a start does and keeps it open, until it is killed.
const [dataDir, pgBin] = process.argv.slice(2);
if (dataDir === undefined) throw new Error('usage: open-database.test-kit.ts DATA_DIR [PG_BIN]');
await openDatabase({ dataDir, ...(pgBin ? { pgBin } : {}) }, (line) => console.log(line), true);
console.log('open');
setInterval(() => undefined, 1_000);
