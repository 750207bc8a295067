/** One bar: a median, and the least and most of its rounds. */
export interface Bar {
  name: string;
  value: number;
  min: number;
  max: number;
  kind: 'product' | 'limit' | 'peer';
}

export interface BarGroup {
  title: string;
  bars: Bar[];
}

export interface BarChart {
  title: string;
  /** What the bars measure, with its unit. */
  unit: string;
  groups: BarGroup[];
}

const width = 720;
const labelWidth = 130;
const valueWidth = 90;
const barHeight = 20;
const gap = 6;
const headHeight = 54;
const titleHeight = 26;

const style = `
  svg { font: 13px system-ui, 'Noto Sans', sans-serif; }
  .paper { fill: #ffffff; } .words { fill: #1f2328; } .quiet { fill: #59636e; }
  .product { fill: #0a7d5a; } .limit { fill: #b4bcc4; } .peer { fill: #c8792b; } .spread { stroke: #1f2328; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } .words { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .product { fill: #2fbf8f; } .limit { fill: #4b545e; } .peer { fill: #e09a53; } .spread { stroke: #e6edf3; }
  }`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** Three digits are all that such figures are good for. */
export function figure(value: number): string {
  const rounded = Number(value.toPrecision(3));
  return rounded.toLocaleString('en', { maximumFractionDigits: 3 });
}

function barLines(bar: Bar, y: number, most: number): string {
  const room = width - labelWidth - valueWidth - 24;
  const x = (value: number) => labelWidth + (room * value) / most;
  const middle = y + barHeight / 2;
  const end = Math.max(x(bar.value), x(bar.max));
  const f = (n: number) => n.toFixed(1);
  const lines = [
    `<text class="words" x="${labelWidth - 8}" y="${middle + 4}" text-anchor="end">${escaped(bar.name)}</text>`,
    `<rect class="${bar.kind}" x="${labelWidth}" y="${y}" width="${f(Math.max(1, x(bar.value) - labelWidth))}" height="${barHeight}" rx="2"/>`,
    `<text class="words" x="${f(end + 8)}" y="${middle + 4}">${figure(bar.value)}</text>`,
  ];
  if (bar.max > bar.min)
    lines.push(
      `<line class="spread" x1="${f(x(bar.min))}" x2="${f(x(bar.max))}" y1="${middle}" y2="${middle}" stroke-width="1.5"/>`,
    );
  return lines.join('\n');
}

/** A picture that stands alone and follows the reader's light or dark. */
export function svgOf(chart: BarChart): string {
  const most = Math.max(...chart.groups.flatMap((g) => g.bars.map((b) => b.max)), Number.MIN_VALUE);
  const lines: string[] = [];
  let y = headHeight;
  for (const group of chart.groups) {
    lines.push(`<text class="words" x="16" y="${y + 16}" font-weight="600">${escaped(group.title)}</text>`);
    y += titleHeight;
    for (const bar of group.bars) {
      lines.push(barLines(bar, y, most));
      y += barHeight + gap;
    }
    y += gap;
  }
  const height = y + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(chart.title)}">
<style>${style}
</style>
<rect class="paper" width="${width}" height="${height}" rx="6"/>
<text class="words" x="16" y="24" font-size="15" font-weight="600">${escaped(chart.title)}</text>
<text class="quiet" x="16" y="43">${escaped(chart.unit)}; the line spans the least and the most of the rounds</text>
${lines.join('\n')}
</svg>
`;
}
