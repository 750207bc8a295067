import { type Logger as PinoLogger, pino } from 'pino';

/** The one logger. Message content and secrets never go in: only ids, counts, codes and times. */
export type Logger = PinoLogger;

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.password', '*.token', '*.secret', '*.text', '*.authorization', '*.cookie'], censor: '[hidden]' },
  });
}
