import { serve } from './serve.ts';

serve().catch((error: Error) => {
  process.stderr.write(`Rapport did not start: ${error.message}\n`);
  process.exit(1);
});
