import { type DestinationStream, type LoggerOptions, type Logger as PinoLogger, pino } from 'pino';

/** The one logger. Message content and secrets never go in: only ids, counts, codes and times. */
export type Logger = PinoLogger;

/** What PostgreSQL says of a failed row, and where: both quote what stands in it. */
const quoting = ['detail', 'where', 'hint', 'internalQuery', 'parameters', 'query'] as const;

/** An error with its stack and codes, without the words of people that stood in a row. */
function errorAsLogged(error: unknown): unknown {
  const logged: unknown = pino.stdSerializers.err(error as Error);
  if (typeof logged !== 'object' || logged === null) return logged;
  const kept: Record<string, unknown> = { ...logged };
  for (const name of quoting) delete kept[name];
  return kept;
}

export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: errorAsLogged },
    redact: { paths: ['*.password', '*.token', '*.secret', '*.text', '*.authorization', '*.cookie'], censor: '[hidden]' },
  };
  return destination ? pino(options, destination) : pino(options);
}
