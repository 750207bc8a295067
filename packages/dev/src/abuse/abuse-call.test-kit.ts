import type { Method } from '@rapport/contract';
import { contract } from '@rapport/contract';
import type { BareSocket, Outcome } from '../matrix.test-kit.ts';

export const methods = contract as Record<string, Method>;
export const methodNames = Object.keys(contract).sort();

/** Longer than any call may take; a call that takes longer hangs. */
const patience = 15_000;

/** A socket's call, or `hang` when nothing comes of it. */
export async function overSocket(socket: BareSocket, name: string, input: unknown): Promise<Outcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve({ code: 'hang', body: null }), patience);
  });
  try {
    return await Promise.race([socket.call(name, input), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A call over HTTP with whatever input, or `hang`. */
export async function overHttp(
  url: string,
  token: string | null,
  name: string,
  input: unknown,
): Promise<Outcome & { status: number }> {
  try {
    const response = await fetch(`${url}/api/v1/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(input) ?? 'null',
      signal: AbortSignal.timeout(patience),
    });
    const body = (await response.json()) as { code?: string };
    return { code: response.ok ? 'ok' : String(body.code), body, status: response.status };
  } catch (error) {
    if ((error as Error).name === 'TimeoutError') return { code: 'hang', body: null, status: 0 };
    throw error;
  }
}

/** What may come of every call besides the method's own errors. */
const always = ['invalid-input', 'forbidden', 'too-many-requests'];

/** What is wrong with an outcome by the contract; undefined when nothing is. */
export function complaintOf(name: string, { code, body }: Outcome): string | undefined {
  const method = methods[name]!;
  if (code === 'ok') {
    const parsed = method.output.safeParse(body);
    return parsed.success ? undefined : `its answer breaks the contract: ${parsed.error.message.slice(0, 300)}`;
  }
  if (code === 'hang' || code === 'closed') return code;
  const problem = body as { type?: string; status?: number; detail?: string; params?: { field?: string; reason?: string } };
  if (problem.type !== `urn:rapport:error:${code}` || !problem.detail)
    return `no problem details: ${JSON.stringify(body).slice(0, 200)}`;
  if (code === 'internal' || (problem.status ?? 500) === 500) return `an accident: ${JSON.stringify(body).slice(0, 300)}`;
  if (code === 'invalid-input' && (!problem.params?.field || problem.params.reason === 'not storable'))
    return `no field is named: ${JSON.stringify(body).slice(0, 200)}`;
  const declared: readonly string[] = [...always, ...(method.auth === 'user' ? ['not-signed-in'] : []), ...method.errors];
  if (!declared.includes(code)) return `${code} is not among its errors`;
  return undefined;
}
