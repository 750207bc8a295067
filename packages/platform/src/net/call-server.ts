import type { Input, MethodName, Output, Problem } from '@rapport/contract';

/** A call that the server refused, with its problem (RFC 9457). */
export class CallRefused extends Error {
  override name = 'CallRefused';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Where a running server is and who asks. */
export interface ServerAddress {
  url: string;
  token: string;
}

const patience = 60_000;

/**
 * Calls a method of a running server over HTTP, as programs do.
 * @throws CallRefused with the server's problem; an error that names the address when no Rapport answers there
 */
export async function callServer<M extends MethodName>(server: ServerAddress, name: M, input: Input<M>): Promise<Output<M>> {
  const response = await fetch(`${server.url}/api/v1/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token}` },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(patience),
  }).catch((error: Error & { cause?: { code?: string } }) => {
    throw new Error(
      `No server answers at ${server.url} (${error.cause?.code ?? error.message}). Start it with npm start, or set RAPPORT_URL.`,
    );
  });
  const body = (await response.json().catch(() => undefined)) as unknown;
  if (response.ok && body !== undefined) return body as Output<M>;
  if (typeof body === 'object' && body !== null && 'code' in body) throw new CallRefused(body as Problem);
  throw new Error(`What answers at ${server.url} is not Rapport (status ${response.status}). Set RAPPORT_URL.`);
}

/** What answers at an address of `/healthz`; undefined when nothing does, `version` undefined when it is not Rapport. */
export async function whoAnswers(url: string): Promise<{ version: string | undefined; node?: string } | undefined> {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(3_000) });
    const body = (await response.json().catch(() => undefined)) as
      | { status?: unknown; version?: unknown; node?: unknown }
      | undefined;
    const node = typeof body?.node === 'string' ? { node: body.node } : {};
    return { version: body?.status === 'ok' && typeof body.version === 'string' ? body.version : undefined, ...node };
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code ?? '';
    // Something that does not speak HTTP answers all the same.
    return /^HPE_|^UND_ERR_SOCKET$|^ECONNRESET$/.test(code) ? { version: undefined } : undefined;
  }
}
