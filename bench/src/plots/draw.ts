import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../report.ts';
import { type BarChart, svgOf } from './bar-chart.ts';
import { chartOf, latencyChartOf } from './charts.ts';
import { figuresTable } from './figures-table.ts';

const together = 'all.json';

/** The reports that runs with `--out` left in a folder. */
async function reportsIn(folder: string): Promise<Report[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== together).sort();
  if (names.length === 0) throw new Error(`There are no reports in ${folder}. Make some with --out ${folder}.`);
  return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Report));
}

/** Draws a picture of each benchmark into `images`, and writes all.json and figures.md beside the reports. Answers what it wrote. */
export async function draw(folder: string, images: string): Promise<string[]> {
  const reports = await reportsIn(folder);
  const written: string[] = [];
  const write = async (path: string, text: string): Promise<void> => {
    await writeFile(path, text);
    written.push(path);
  };
  const picture = (name: string, chart: BarChart) => write(join(images, `performance-${name}.svg`), svgOf(chart));
  await mkdir(images, { recursive: true });
  for (const name of new Set(reports.map((r) => r.name))) await picture(name, chartOf(reports.filter((r) => r.name === name)));
  const latency = reports.map(latencyChartOf).find((chart) => chart !== undefined);
  if (latency) await picture('latency', latency);
  await write(join(folder, together), `${JSON.stringify(reports)}\n`);
  await write(join(folder, 'figures.md'), figuresTable(reports));
  return written;
}
