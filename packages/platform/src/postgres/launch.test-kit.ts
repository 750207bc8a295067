import { startPostgres } from './start-postgres.ts';

// Runs a database until it is killed: the tests end this process in the ways that the real one may end.
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('usage: launch.test-kit.ts DATA_DIR');
startPostgres({ dataDir, bin: process.env.RAPPORT_PG_BIN, durable: true, maxConnections: 20 }).then(
  ({ url, pid }) => {
    console.log(JSON.stringify({ url, pid }));
    setInterval(() => undefined, 1_000);
  },
  (error: Error) => {
    console.log(JSON.stringify({ error: error.name, message: error.message }));
  },
);
