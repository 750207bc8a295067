/** The host of an address that means the machine it is opened on, which others cannot reach; undefined for any other. */
export function localHostOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname, host } = new URL(address);
  return /^(localhost|.+\.localhost|127(\.\d+){3}|0\.0\.0\.0|\[::1\])$/.test(hostname) ? host : undefined;
}
