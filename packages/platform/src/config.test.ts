import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig, settingsOf } from './config.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'rapport-config-'));

describe('settings', () => {
  it('defaults: port 8420, own database, the key made once and readable by its owner only', () => {
    const dataDir = folder();
    const config = readConfig({ RAPPORT_DATA: dataDir });
    expect(config).toMatchObject({ port: 8420, url: 'http://localhost:8420', dataDir });
    expect(config.databaseUrl).toBeUndefined();
    expect([...config.keys].map(([n, key]) => [n, key.length])).toEqual([[1, 32]]);
    const file = join(dataDir, 'keys', 'master.key');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readConfig({ RAPPORT_DATA: dataDir }).keys).toEqual(config.keys);
  });

  it.each([
    ['PORT', '80a', /PORT is "80a".*whole number/],
    ['PORT', '70000', /PORT is "70000".*0 to 65535/],
    ['RAPPORT_URL', 'chat.example.com', /RAPPORT_URL is not an address.*http:/],
    ['DATABASE_URL', 'mysql://x/y', /DATABASE_URL begins with mysql: but should begin with postgres:/],
    ['SMTP_URL', 'mail', /SMTP_URL is not an address.*smtp:/],
    ['NATS_URL', 'nats://a:4222,http://b:4222', /NATS_URL begins with http: but should begin with nats: or tls:/],
    ['RAPPORT_LOG', 'loud', /RAPPORT_LOG is "loud".*debug/],
  ])('%s = %s is refused with the name and the cure', (name, value, message) => {
    expect(() => readConfig({ RAPPORT_DATA: folder(), [name]: value })).toThrow(message);
  });

  it('a damaged key is an error, never a new key', () => {
    const dataDir = folder();
    readConfig({ RAPPORT_DATA: dataDir });
    const file = join(dataDir, 'keys', 'master.key');
    writeFileSync(file, 'half a key');
    expect(() => readConfig({ RAPPORT_DATA: dataDir })).toThrow(/does not hold the master keys.*backup/);
    expect(readFileSync(file, 'utf8')).toBe('half a key');
  });

  it('NATS: several addresses, and neither passwords nor tokens are shown', () => {
    const shown = (NATS_URL: string) => {
      const env = { RAPPORT_DATA: folder(), NATS_URL };
      return settingsOf(readConfig(env), env).find((s) => s.name === 'NATS_URL')!.value;
    };
    expect(shown('nats://a:4222, tls://b')).toBe('nats://a:4222,tls://b');
    expect(shown('nats://me:s3cret@a:4222,nats://me:s3cret@b:4222')).toBe('nats://me:***@a:4222,nats://me:***@b:4222');
    expect(shown('nats://t0ken@a:4222')).toBe('nats://***@a:4222');
  });

  it('passwords with any sign in them are hidden, in every address and parameter', () => {
    const shown = (name: string, value: string) => {
      const env = { RAPPORT_DATA: folder(), [name]: value };
      return settingsOf(readConfig(env), env).find((s) => s.name === name)!.value;
    };
    expect(shown('DATABASE_URL', 'postgres://me:a,s3cret@db/rapport')).toBe('postgres://me:***@db/rapport');
    expect(shown('DATABASE_URL', 'postgres://me:a@s3cret@db/rapport')).toBe('postgres://me:***@db/rapport');
    expect(shown('DATABASE_URL', 'postgres://me@db/rapport?password=s3cret&sslmode=require')).toBe(
      'postgres://me@db/rapport?password=***&sslmode=require',
    );
    expect(shown('SMTP_URL', 'smtps://me%40x.org:s3,cret@mail:465')).toBe('smtps://me%40x.org:***@mail:465');
  });

  it('a collector with a name and password in its address is told them in a header: they are quoted nowhere', () => {
    const env = { RAPPORT_DATA: folder(), OTEL_EXPORTER_OTLP_ENDPOINT: 'https://me:s3,cret@otlp.example.org/otlp/' };
    const config = readConfig(env);
    expect(config.otlp).toEqual({
      endpoint: 'https://otlp.example.org/otlp',
      headers: { authorization: `Basic ${Buffer.from('me:s3,cret').toString('base64')}` },
    });
    expect(JSON.stringify(settingsOf(config, env))).not.toContain('s3');
  });

  it('settings are shown with their source, passwords hidden', () => {
    const env = { RAPPORT_DATA: folder(), DATABASE_URL: 'postgres://rapport:s3cret@db/rapport', RAPPORT_TOKEN: 'rpt_x' };
    const shown = settingsOf(readConfig(env), env);
    expect(shown.find((s) => s.name === 'DATABASE_URL')).toEqual({
      name: 'DATABASE_URL',
      value: 'postgres://rapport:***@db/rapport',
      source: 'environment',
    });
    expect(shown.find((s) => s.name === 'PORT')).toEqual({ name: 'PORT', value: '8420', source: 'default' });
    expect(JSON.stringify(shown)).not.toMatch(/s3cret|rpt_x/);
  });
});
