import { createHash } from 'node:crypto';
import type { Device } from './device.test-kit.ts';

const patience = 4_000;
const tries = 40;

/** The answer to an upload that was refused: the house's own code. */
class UploadRefused extends Error {
  readonly code: string;
  constructor(code: string, status: number) {
    super(`upload refused: ${status} ${code}`);
    this.code = code;
  }
}

async function ask(device: Device, path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`${device.url}/api/files/upload${path}`, {
    ...init,
    headers: { authorization: `Bearer ${device.seat.token}`, 'tus-resumable': '1.0.0', ...init.headers },
    signal: AbortSignal.timeout(patience),
  }).catch((error: unknown) => {
    throw Object.assign(new Error('no answer', { cause: error }), { code: 'ConnectionError' });
  });
  if (response.ok || init.method === 'HEAD') return response;
  const text = await response.text().catch(() => '');
  let code = `status ${response.status} ${text.slice(0, 200)}`;
  try {
    code = (JSON.parse(text) as { code: string }).code;
  } catch {}
  throw new UploadRefused(code, response.status);
}

const goesOn = new Set(['ConnectionError', 'unavailable', 'stopping', 'busy', 'storage-full']);

/** Uploads bytes as a client does that does not give up: after a break it asks how far the house has come (tus 1.0). */
export async function uploadBytes(
  device: Device,
  { size, fill, goOn }: { size: number; fill: number; goOn: () => boolean },
): Promise<{ file: string; hash: string }> {
  const bytes = Buffer.alloc(size, fill);
  bytes.writeUInt8(1, size >> 1);
  const hash = createHash('sha256').update(bytes).digest('hex');
  const metadata = `filename ${Buffer.from('soak.bin').toString('base64')}`;
  let file: string | undefined;
  let failure: unknown;
  for (let attempt = 0; attempt < tries && (attempt === 0 || goOn()); attempt++) {
    try {
      if (!file) {
        const made = await ask(device, '', {
          method: 'POST',
          headers: { 'upload-length': String(size), 'upload-metadata': metadata },
        });
        file = made.headers.get('location')!.split('/').at(-1)!;
      }
      const head = await ask(device, `/${file}`, { method: 'HEAD' });
      if (head.status === 404 || head.status === 410) {
        file = undefined;
        continue;
      }
      const offset = Number(head.headers.get('upload-offset'));
      if (!head.ok || !Number.isInteger(offset)) throw new UploadRefused('unavailable', head.status);
      if (offset === size) return { file, hash };
      await ask(device, `/${file}`, {
        method: 'PATCH',
        headers: { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
        body: bytes.subarray(offset),
      });
      return { file, hash };
    } catch (error) {
      failure = error;
      const { code } = error as { code?: string };
      if (code?.startsWith('status 409')) continue;
      if (!goesOn.has(code ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 80));
    }
  }
  throw failure ?? new UploadRefused('unavailable', 0);
}
