import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from '@rapport/platform';

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

interface WidgetFile {
  type: string;
  plain: Buffer;
  zipped: Buffer;
}

/** What the build of the widget left, in memory: a handful of small files that every visitor of a site asks for. */
export class WidgetFiles {
  private readonly files = new Map<string, WidgetFile>();

  constructor(root: string | undefined) {
    if (root === undefined || !existsSync(root)) return;
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const type = types[extname(name)];
      if (!type) continue;
      const plain = readFileSync(join(root, name));
      this.files.set(name.replaceAll('\\', '/'), { type, plain, zipped: gzipSync(plain, { level: 9 }) });
    }
  }

  has(name: string): boolean {
    return this.files.has(name);
  }

  /** @param maxAge seconds; names under `assets/` say their content and never change */
  send(request: FastifyRequest, reply: FastifyReply, name: string, maxAge: number): FastifyReply {
    const { type, plain, zipped } = this.files.get(name)!;
    const zip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (zip) reply.header('content-encoding', 'gzip');
    return reply
      .type(type)
      .header('vary', 'accept-encoding')
      .header(
        'cache-control',
        maxAge > 0 ? `public, max-age=${maxAge}${name.startsWith('assets/') ? ', immutable' : ''}` : 'no-cache',
      )
      .send(zip ? zipped : plain);
  }
}
