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
  send(mail: Mail): Promise<void>;
  /** Throws when the server cannot be reached or refuses us. */
  verify(): Promise<void>;
}

export function createMailer(config: Pick<Config, 'smtpUrl' | 'mailFrom'>): Mailer {
  if (!config.smtpUrl) {
    const missing = async (): Promise<never> => {
      throw new Error('No SMTP_URL is set.');
    };
    return { available: false, send: missing, verify: missing };
  }
  const transport = createTransport(config.smtpUrl, { from: config.mailFrom });
  return {
    available: true,
    send: async (mail) => {
      await transport.sendMail(mail);
    },
    verify: async () => {
      await transport.verify();
    },
  };
}
