/** Pictures and PDFs are decoded by so many at a time: each may hold a few hundred megabytes. */
const decodersAtOnce = 2;

export function decoderLane(): <T>(work: () => Promise<T>) => Promise<T> {
  let free = decodersAtOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
