import { createTransport } from 'nodemailer';
import type { Config } from './config.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Mail out of the house. `available` is false when no SMTP_URL is set. */
export interface Mailer {
  available: boolean;
  /** Mails that could not be handed over since the start, and why the last one could not. */
  readonly failures: { count: number; last?: string };
  /** Mails handed over since the start. */
  readonly sent: number;
  send(mail: Mail): Promise<void>;
  /** Throws when the server cannot be reached or refuses us. */
  verify(): Promise<void>;
}

export function createMailer(config: Pick<Config, 'smtpUrl' | 'mailFrom'>): Mailer {
  if (!config.smtpUrl) {
    const missing = async (): Promise<never> => {
      throw new Error('No SMTP_URL is set.');
    };
    return { available: false, failures: { count: 0 }, sent: 0, send: missing, verify: missing };
  }
  const transport = createTransport(config.smtpUrl, { from: config.mailFrom });
  const failures: Mailer['failures'] = { count: 0 };
  let sent = 0;
  return {
    available: true,
    failures,
    get sent() {
      return sent;
    },
    send: async (mail) => {
      try {
        await transport.sendMail(mail);
        sent += 1;
      } catch (error) {
        failures.count += 1;
        // A code of the protocol or the system: a server's sentence may name the receiver.
        const { code, responseCode } = error as { code?: string; responseCode?: number };
        failures.last = [code, responseCode].filter(Boolean).join(' ') || 'unknown';
        throw error;
      }
    },
    verify: async () => {
      await transport.verify();
    },
  };
}
