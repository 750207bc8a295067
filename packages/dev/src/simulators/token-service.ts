import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a request for a token goes wrong: 503; 429 with a wait; a page instead of JSON; the connection breaks; no answer while it is held. */
export type TokenFault = 'busy' | 'throttled' | 'garbled' | 'lost' | 'held';

interface Issued {
  roles: readonly string[];
  /** The one mailbox that it opens; undefined: whatever the service lets apps open. */
  mailbox: string | undefined;
  /** Unix ms. */
  until: number;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** An error as Microsoft Entra words it. */
function entraError(status: number, error: string, number: number, sentence: string): Answer {
  const ids = { trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333', correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd' };
  const error_description = `AADSTS${number}: ${sentence} Trace ID: ${ids.trace_id} Timestamp: 2026-11-22 10:00:00Z`;
  const error_uri = `https://login.microsoftonline.com/error?code=${number}`;
  return {
    status,
    body: { error, error_description, error_codes: [number], timestamp: '2026-11-22 10:00:00Z', ...ids, error_uri },
  };
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

interface ServiceAccount {
  account: string;
  publicKey: string;
  file: string;
  /** Mailboxes that it may act for. */
  delegated: Set<string>;
}

function newServiceAccount(): ServiceAccount {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const account = 'rapport@mail-of-tests.iam.gserviceaccount.com';
  const file = { type: 'service_account', private_key_id: 'key-1', private_key: privateKey, client_email: account };
  const elsewhere = { token_uri: 'https://attacker.example/token' };
  return { account, publicKey, file: JSON.stringify({ ...file, ...elsewhere }, null, 2), delegated: new Set() };
}

/**
 * Who gives access tokens, on this machine: Microsoft Entra for apps (client credentials), Google for service accounts (JWT bearer), and for mail
 * servers whether a token is one (RFC 7662). What is asked is checked as the vendors do, by their wire format.
 */
export class TokenService {
  readonly app = {
    tenant: '11111111-2222-3333-4444-555555555555',
    client: '66666666-7777-8888-9999-000000000000',
    secret: 'Qx~8Q.secret-of-the-app_0123456789abcdef',
    scope: 'https://outlook.office365.com/.default',
    roles: ['IMAP.AccessAsApp', 'SMTP.SendAsApp'],
    secretEnded: false,
    enabled: true,
    /** The mailbox that Exchange lets the app open. */
    mailbox: 'support@example.org',
  };
  /** Seconds that a token lasts. */
  lasts = 3_599;
  /** Every request for a token, with what was asked. */
  readonly asked: { path: string; form: URLSearchParams; fault?: TokenFault }[] = [];
  private readonly issued = new Map<string, Issued>();
  private readonly faults: TokenFault[] = [];
  private readonly held: (() => void)[] = [];
  private account: ServiceAccount | undefined;
  private readonly server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => this.serve(request.url ?? '', request.method ?? '', Buffer.concat(parts).toString(), response));
  });

  /** The service account, with the file of its key as it is downloaded; made when somebody looks. */
  get google(): ServiceAccount {
    this.account ??= newServiceAccount();
    return this.account;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** `127.0.0.1:port`, for the list of allowed addresses. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.address}`;
  }

  /** Settings and secrets of an account that signs in as the app. */
  get signIn(): { settings: { by: 'microsoft'; tenant: string; client: string }; secrets: { clientSecret: string } } {
    const { tenant, client, secret } = this.app;
    return { settings: { by: 'microsoft', tenant, client }, secrets: { clientSecret: secret } };
  }

  /** The next requests for a token go wrong, in this order. */
  fail(...how: readonly TokenFault[]): void {
    this.faults.push(...how);
  }

  /** Answers those that were held, as if they had come now. */
  release(): void {
    for (const answer of this.held.splice(0)) answer();
  }

  /** All tokens end now, before the time that was said. */
  endAll(): void {
    for (const one of this.issued.values()) one.until = 0;
  }

  /** Every token that was given out. */
  get given(): readonly string[] {
    return [...this.issued.keys()];
  }

  /** Whether a mail server lets somebody in. */
  opens(token: string, user: string, role: string): boolean {
    const one = this.issued.get(token);
    return one !== undefined && one.until > Date.now() && one.roles.includes(role) && (one.mailbox ?? this.app.mailbox) === user;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(path: string, method: string, body: string, response: ServerResponse): void {
    const form = new URLSearchParams(body);
    const send = ({ status, body: answer }: Answer, headers = {}): void =>
      void response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
        .end(JSON.stringify(answer));
    if (path === '/introspect') return send(this.introspect(form.get('token') ?? ''));
    const fault = this.faults.shift();
    this.asked.push({ path, form, ...(fault ? { fault } : {}) });
    if (fault === 'lost') return void response.destroy();
    if (fault === 'busy') return send({ status: 503, body: { error: 'temporarily_unavailable' } });
    if (fault === 'throttled') return send({ status: 429, body: { error: 'throttled' } }, { 'retry-after': '90' });
    if (fault === 'garbled') return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
    const answer = (): void => {
      if (method !== 'POST') return send({ status: 405, body: {} });
      send(path === '/token' ? this.forGoogle(form) : this.forEntra(path, form));
    };
    if (fault === 'held') this.held.push(answer);
    else answer();
  }

  private issue(roles: readonly string[], mailbox?: string): Answer {
    // Whoever reads it finds what the app may; the rest is its own business.
    const said = encoded({ aud: 'https://outlook.office365.com', ...(mailbox === undefined ? { roles } : {}) });
    const value = `${encoded({ typ: 'JWT', alg: 'RS256' })}.${said}.${randomBytes(256).toString('base64url')}`;
    this.issued.set(value, { roles, mailbox, until: Date.now() + this.lasts * 1000 });
    return {
      status: 200,
      body: { token_type: 'Bearer', expires_in: this.lasts, ext_expires_in: this.lasts, access_token: value },
    };
  }

  private forEntra(path: string, form: URLSearchParams): Answer {
    const { tenant, client, secret, scope, roles, secretEnded, enabled } = this.app;
    if (path !== `/${tenant}/oauth2/v2.0/token`) return entraError(400, 'invalid_request', 90002, "Tenant 'x' not found.");
    if (form.get('grant_type') !== 'client_credentials')
      return entraError(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
    if (form.get('client_id') !== client)
      return entraError(400, 'unauthorized_client', 700016, 'Application was not found in the directory.');
    if (!enabled) return entraError(401, 'unauthorized_client', 7000112, 'Application is disabled.');
    if (form.get('client_secret') !== secret)
      return entraError(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
    if (secretEnded) return entraError(401, 'invalid_client', 7000222, 'The provided client secret keys for app are expired.');
    if (form.get('scope') !== scope)
      return entraError(400, 'invalid_scope', 70011, 'The provided value for the input parameter scope is not valid.');
    return this.issue(roles);
  }

  private forGoogle(form: URLSearchParams): Answer {
    const refused = (error: string, error_description: string): Answer => ({
      status: error === 'unauthorized_client' ? 401 : 400,
      body: { error, error_description },
    });
    if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return refused('unsupported_grant_type', `Invalid grant_type: ${form.get('grant_type')}`);
    const [head = '', said = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const signed = Buffer.from(`${head}.${said}`);
    const good = verify('sha256', signed, createPublicKey(this.google.publicKey), Buffer.from(signature, 'base64url'));
    if (!good) return refused('invalid_grant', 'Invalid JWT Signature.');
    const claims = JSON.parse(Buffer.from(said, 'base64url').toString()) as Record<string, unknown>;
    const now = Date.now() / 1000;
    const { iss, aud, scope, sub } = claims;
    if (iss !== this.google.account || aud !== 'https://oauth2.googleapis.com/token')
      return refused('invalid_grant', 'Invalid JWT: Failed audience check.');
    if (!(Number(claims.iat) <= now + 60 && Number(claims.exp) > now && Number(claims.exp) - Number(claims.iat) <= 3_600))
      return refused(
        'invalid_grant',
        'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.',
      );
    if (scope !== 'https://mail.google.com/' || typeof sub !== 'string' || !this.google.delegated.has(sub))
      return refused('unauthorized_client', 'Client is unauthorized to retrieve access tokens using this method.');
    return this.issue(['IMAP.AccessAsApp', 'SMTP.SendAsApp'], sub);
  }

  /** RFC 7662: of an app's token the mailbox that Exchange lets it open. */
  private introspect(token: string): Answer {
    const one = this.issued.get(token);
    const active = one !== undefined && one.until > Date.now() && one.roles.includes('IMAP.AccessAsApp');
    return { status: 200, body: active ? { active, username: one.mailbox ?? this.app.mailbox } : { active } };
  }
}
