import { createBlobs } from '../blobs/create-blobs.ts';
import type { Settings } from '../config.ts';
import { createMailer } from '../mailer.ts';
import { CallRefused, callServer } from '../net/call-server.ts';
import { type Check, good, note, wrong } from './check.ts';

const patience = 10_000;

/** What a server far away says, within ten seconds. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patience / 1000} s`)), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

export async function checkMail(settings: Settings): Promise<Check> {
  if (!settings.smtpUrl) return note('mail', 'no SMTP_URL: an administrator hands out links');
  try {
    await within(createMailer(settings).verify());
    return good('mail', 'the mail server takes us');
  } catch (error) {
    return wrong('mail', (error as Error).message, 'Check SMTP_URL: smtp://user:password@host:587, or smtps:// for port 465.');
  }
}

export async function checkStore(settings: Settings): Promise<Check> {
  if (!settings.s3Url) return good('files', 'kept in the data folder');
  try {
    await within(createBlobs(settings).list()[Symbol.asyncIterator]().next());
    return good('files', 'the bucket answers');
  } catch (error) {
    return wrong('files', (error as Error).message, 'Check S3_URL: https://key:secret@host/bucket, and that the bucket exists.');
  }
}

export async function checkToken(settings: Settings): Promise<Check> {
  if (!settings.token) return note('token', 'no RAPPORT_TOKEN; only search needs one');
  try {
    const me = await callServer({ url: settings.url, token: settings.token }, 'people.me', {});
    return good('token', `${me.user.name} at ${settings.url}`);
  } catch (error) {
    const refused = error instanceof CallRefused;
    if (!refused) return note('token', (error as Error).message);
    return wrong('token', (error as Error).message, 'Make a new one with rapport token create.');
  }
}
