/**
 * What is run inside the page, as text: it is compiled by nobody and knows nothing of the product but the attribute that names a
 * message. Frames are counted by the browser's own clock of frames; one that comes late has dropped those it was late for.
 */

/** Scrolls up, so many pixels a frame, until so many messages have passed. */
export const scrollUp = `async ({ pixels, messages, within }) => {
  const rows = () => document.querySelectorAll('[data-message]');
  let box = rows()[0];
  while (box && !(box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== 'visible')) box = box.parentElement;
  if (!box) throw new Error('nothing scrolls');
  // Measured, not asked of the pointer: a list may let it through while it is scrolled.
  const topmost = () => {
    const all = rows();
    const top = box.getBoundingClientRect().top;
    let low = 0;
    for (let high = all.length - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (all[middle].getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    return Number(all[low]?.dataset.message ?? Infinity);
  };
  const newest = topmost();
  const found = { frames: 0, dropped: 0, mostRows: 0, mostNodes: 0, passed: 0, seconds: 0 };
  const frame = 1000 / 60;
  const begun = performance.now();
  let last = 0;
  let turn = 0;
  await new Promise((done) => {
    const step = (now) => {
      if (last > 0) {
        const late = Math.max(1, Math.round((now - last) / frame));
        found.frames += late;
        found.dropped += late - 1;
      }
      last = now;
      if (turn++ % 10 === 0) {
        found.mostRows = Math.max(found.mostRows, rows().length);
        found.mostNodes = Math.max(found.mostNodes, document.getElementsByTagName('*').length);
        found.passed = Math.max(found.passed, newest - topmost());
      }
      found.seconds = (performance.now() - begun) / 1000;
      if (found.passed >= messages || found.seconds > within) return done();
      box.scrollTop -= pixels;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return found;
}`;

/** A page that holds as many plain lines and nothing else. */
export const plainPage = (lines: number): string => {
  const rows = Array.from({ length: lines }, (_, n) => `<p data-message="${n + 1}">${n}: ${'some plain words '.repeat(3)}</p>`);
  return `<!doctype html><style>body{margin:0;font:14px sans-serif}div{height:100vh;overflow-y:auto}p{margin:0;padding:10px;min-height:28px}</style><div>${rows.join('')}</div><script>document.querySelector('div').scrollTop=1e9</script>`;
};
