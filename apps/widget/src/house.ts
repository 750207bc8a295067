import type { VisitInput, VisitorFile, WidgetSetup } from '@rapport/contract';

/** What went wrong, in words for the visitor. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

async function answerOf<T>(answer: Response): Promise<T> {
  const body = (await answer.json().catch(() => ({}))) as { detail?: string };
  if (!answer.ok) throw new Refused(answer.status, body.detail ?? '');
  return body as T;
}

/** The calls of a visitor, beside the socket. All are of one account and in one language. */
export class House {
  private readonly base: string;
  private readonly headers: Record<string, string>;

  constructor(account: string, language: string) {
    this.base = `/widget/${account}`;
    this.headers = { 'accept-language': language };
  }

  get socket(): string {
    return `${location.origin.replace(/^http/, 'ws')}${this.base}/socket`;
  }

  async setup(): Promise<WidgetSetup> {
    return await answerOf(await fetch(`${this.base}/setup`, { headers: this.headers }));
  }

  async begin(input: VisitInput): Promise<{ token: string }> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    return await answerOf(await fetch(`${this.base}/visits`, { method: 'POST', headers, body: JSON.stringify(input) }));
  }

  /** Sends a file up; `progress` hears the share that is there, 0 to 1. */
  upload(token: string, file: File, progress: (share: number) => void): Promise<VisitorFile> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `${this.base}/files?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader('authorization', `Bearer ${token}`);
      request.setRequestHeader('content-type', 'application/octet-stream');
      request.setRequestHeader('accept-language', this.headers['accept-language'] ?? 'en');
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onerror = () => reject(new Refused(0, ''));
      request.onload = () => {
        const body = JSON.parse(request.responseText || '{}') as VisitorFile & { detail?: string };
        if (request.status < 300) resolve(body);
        else reject(new Refused(request.status, body.detail ?? ''));
      };
      request.send(file);
    });
  }

  async bytes(token: string, seq: number, file: VisitorFile): Promise<Blob> {
    const answer = await fetch(`${this.base}/files/${seq}/${file.id}`, {
      headers: { ...this.headers, authorization: `Bearer ${token}` },
    });
    if (!answer.ok) throw new Refused(answer.status, '');
    return await answer.blob();
  }
}
