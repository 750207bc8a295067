import http from 'node:http';
import type { WebhookAnswer, WebhookRequest } from '../adapter.ts';

/** An HTTP door on this machine in front of an adapter's webhook: answers as a house does. */
export class CallbackDoor {
  private readonly server: http.Server;

  constructor(take: (request: WebhookRequest) => Promise<WebhookAnswer>) {
    this.server = http.createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const url = new URL(request.url!, this.url);
      const headers = request.headers as Record<string, string>;
      const body = Buffer.concat(parts);
      const answer = await take({ method: request.method!, url: url.href, query: url.searchParams, headers, body });
      if ('refused' in answer) response.writeHead(answer.status ?? 403).end();
      else response.writeHead(answer.reply.status).end(answer.reply.body);
    });
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as { port: number }).port}/`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}
