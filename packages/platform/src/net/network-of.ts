/** What budgets and guesses count together: IPv6 customers hold a /64 at least, however its addresses are written. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip;
  const [front = [], back = []] = ip.split('::').map((half) => half.split(':').filter(Boolean));
  const left = ip.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0;
  const parts = [...front, ...Array<string>(left).fill('0'), ...back];
  return parts
    .slice(0, 4)
    .map((part) => part.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
