import http from 'node:http';
import https from 'node:https';

/** Milliseconds that an unused connection is kept: less than servers do (5 s and more), so that seldom one is taken that the other side just closed. */
const unused = 2_000;

/** What Node calls connections by (documented since 0.11, not in the types). */
type Named = http.Agent & { getName(options: object): string };

/** The address that a connection goes to is part of what it is known by: a name that resolves otherwise never finds one to the address before. */
function byAddress<A extends http.Agent>(agent: A): A {
  const named = agent as A & Named;
  const plain = named.getName.bind(agent);
  named.getName = (options: object & { pinned?: string }) => `${plain(options)}:${options.pinned ?? ''}`;
  return agent;
}

/**
 * Connections of guarded fetches that are used again, for whoever calls one place often. Each fetch resolves and checks its address as without it;
 * only a connection to that very address is taken. One that is taken may just have been closed by the other side: then nobody knows whether the
 * call arrived, so it is for calls that may go twice.
 */
export class KeptConnections {
  private readonly http: http.Agent;
  private readonly https: https.Agent;

  /** @param most connections to one place at the same time; further calls wait for one. */
  constructor(most: number) {
    const options = { keepAlive: true, maxSockets: most, maxFreeSockets: most, timeout: unused, scheduling: 'lifo' } as const;
    this.http = byAddress(new http.Agent(options));
    this.https = byAddress(new https.Agent(options));
  }

  for(protocol: string): http.Agent {
    return protocol === 'https:' ? this.https : this.http;
  }
}
