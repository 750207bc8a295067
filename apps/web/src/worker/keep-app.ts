import type { BuiltFile, FetchEvent, WorkerScope } from './scope.ts';

/** Files with hashed names, of this version and of older ones that an open window may still ask for. */
const assetsCache = 'rapport-assets';
const shellPrefix = 'rapport-shell-';
/** Answers vary by how they were compressed on the way, which is nothing to us. */
const anyEncoding = { ignoreVary: true };

/** Parts that serve only what needs the network anyway: kept when first used, not before. */
const isHeavy = (path: string): boolean => /^\/assets\/(heavy-|pdf)/.test(path);
const isAsset = (path: string): boolean => path.startsWith('/assets/');

/** What the server answers itself; everything else that is navigated to is the one page. */
const isServers = (path: string): boolean => /^\/(api|healthz|readyz|metrics)(\/|$)|\.\w+$/.test(path);

/**
 * Keeps the app of one version whole: the page and all its parts are fetched before the version is used, so that it opens
 * without a network and never mixes with another. A newer version waits until a person asks for it or every window is closed.
 */
export class AppKeeper {
  private readonly scope: WorkerScope;
  private readonly paths: readonly string[];
  private readonly shell: string;

  constructor(scope: WorkerScope, files: readonly BuiltFile[]) {
    this.scope = scope;
    this.paths = files.map((file) => `/${file.url}`);
    const plain = files.filter((file) => !isAsset(`/${file.url}`));
    this.shell = `${shellPrefix}${plain.map((file) => file.revision ?? '').join('-')}`;
  }

  /** All or nothing: what cannot be fetched leaves the version before in its place. */
  async install(): Promise<void> {
    const assets = await caches.open(assetsCache);
    const wanted = this.paths.filter((path) => isAsset(path) && !isHeavy(path));
    const missing: string[] = [];
    for (const path of wanted) if (!(await assets.match(path, anyEncoding))) missing.push(path);
    await assets.addAll(missing);
    const shell = await caches.open(this.shell);
    const plain = this.paths.filter((path) => !isAsset(path));
    await shell.addAll(plain.map((path) => new Request(path, { cache: 'reload' })));
    await this.checkPage(shell);
  }

  /** While servers are being replaced, the page may come from a version other than this worker. */
  private async checkPage(shell: Cache): Promise<void> {
    const page = (await (await shell.match('/index.html', anyEncoding))?.text()) ?? '';
    const known = new Set(this.paths);
    const named = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((found) => found[1] ?? '');
    if (named.length > 0 && named.every((path) => known.has(path))) return;
    await caches.delete(this.shell);
    throw new Error('the page is of another version');
  }

  /** Takes the place of the version before. Parts of that stay for windows still showing it. */
  async activate(): Promise<void> {
    for (const name of await caches.keys()) {
      if (name.startsWith(shellPrefix) && name !== this.shell) await caches.delete(name);
    }
    await this.scope.clients.claim();
  }

  /** Answers what belongs to the app; undefined leaves the request to the network. */
  answer(event: FetchEvent): Promise<Response> | undefined {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (request.method !== 'GET' || origin !== this.scope.location.origin) return undefined;
    if (request.mode === 'navigate') {
      if (isServers(pathname)) return undefined;
      event.waitUntil(this.sweep(event.resultingClientId));
      return this.fromShell('/index.html', request);
    }
    if (isAsset(pathname)) return this.fromAssets(request);
    return this.paths.includes(pathname) ? this.fromShell(pathname, request) : undefined;
  }

  private async fromShell(path: string, request: Request): Promise<Response> {
    const shell = await caches.open(this.shell);
    return (await shell.match(path, anyEncoding)) ?? fetch(request);
  }

  private async fromAssets(request: Request): Promise<Response> {
    const assets = await caches.open(assetsCache);
    const kept = await assets.match(request, anyEncoding);
    if (kept) return kept;
    const fresh = await fetch(request);
    if (fresh.ok) await assets.put(request, fresh.clone());
    return fresh;
  }

  /** Parts of older versions go when the window that opens now is the only one. */
  private async sweep(opening: string): Promise<void> {
    const windows = await this.scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
    if (windows.some((window) => window.id !== opening)) return;
    const assets = await caches.open(assetsCache);
    const known = new Set(this.paths);
    for (const request of await assets.keys()) {
      if (!known.has(new URL(request.url).pathname)) await assets.delete(request);
    }
  }
}
