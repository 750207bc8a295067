import { type Attachment, filePaths } from '@rapport/contract';

/** Files uploaded in this window, so that a message on its way can show them before the server tells of them. */
const known = new Map<string, Attachment>();
export const uploadedFile = (id: string): Attachment | undefined => known.get(id);
export const rememberFile = (file: Attachment): void => void known.set(file.file, file);

export interface UploadDoor {
  /** Resolves with the file's id when the last byte is stored. */
  done: Promise<string>;
  stop(): void;
}

export interface UploadWishes {
  name: string;
  /** Recorded here as a voice message. */
  voice?: boolean;
  /** Where an earlier try of the same bytes stands. */
  url?: string | undefined;
  /** 0–1 */
  onProgress(part: number): void;
  /** Told where it stands as soon as the server has begun it. */
  onPlace(url: string): void;
}

/** Uploads resumably (tus 1.0): a broken connection, or a reload, goes on where it stopped. */
export function upload(bytes: Blob, wishes: UploadWishes): UploadDoor {
  let stopped = false;
  let stop = (): void => {
    stopped = true;
  };
  const done = new Promise<string>((resolve, reject) => {
    const begin = async (): Promise<void> => {
      // Most visits upload nothing: what it takes is loaded with the first file.
      const { Upload } = await import('tus-js-client');
      if (stopped) return reject(new UploadError(''));
      const up: InstanceType<typeof Upload> = new Upload(bytes, {
        endpoint: filePaths.upload,
        ...(wishes.url ? { uploadUrl: wishes.url } : {}),
        retryDelays: [0, 1000, 3000, 5000, 10_000],
        metadata: { filename: wishes.name, ...(wishes.voice ? { kind: 'voice' } : {}) },
        chunkSize: 8 * 1024 * 1024,
        storeFingerprintForResuming: false,
        onUploadUrlAvailable: () => up.url && wishes.onPlace(up.url),
        onProgress: (sent, total) => wishes.onProgress(total > 0 ? sent / total : 1),
        onError: (error) => reject(new UploadError('originalResponse' in error ? (error.originalResponse?.getBody() ?? '') : '')),
        onSuccess: () => resolve(decodeURIComponent(up.url?.split('/').pop() ?? '')),
      });
      stop = () => {
        void up.abort(true).catch(() => undefined);
        reject(new UploadError(''));
      };
      up.start();
    };
    begin().catch(() => reject(new UploadError('')));
  });
  return { done, stop: () => stop() };
}

/** What the server said when it refused, if it said something. */
export class UploadError extends Error {
  readonly detail: string | null;
  constructor(body: string) {
    super('upload');
    this.name = 'UploadError';
    this.detail = detailOf(body);
  }
}

function detailOf(body: string): string | null {
  try {
    const problem = JSON.parse(body) as { detail?: unknown };
    return typeof problem.detail === 'string' ? problem.detail : null;
  } catch {
    return null;
  }
}

/** Pasted pictures have no name of their own. */
export function nameFor(file: Blob): string {
  const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
  return `${stamp}.${
    file.type
      .split('/')[1]
      ?.split(';')[0]
      ?.replace(/[^a-z0-9]/g, '') || 'bin'
  }`;
}
