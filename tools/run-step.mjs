import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Root of the clone, wherever the command was typed. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export class StepFailed extends Error {}

/** The language of whoever typed the command, by its locale. */
const isChinese = Intl.DateTimeFormat().resolvedOptions().locale.startsWith('zh');
/** The one of two phrases that this person reads. */
export const inWords = (en, zh) => (isChinese ? zh : en);

const seconds = (since) => {
  const passed = ((Date.now() - since) / 1000).toFixed(1);
  return inWords(`${passed} s`, `${passed}秒`);
};

/** Children still running: ended with this process, however it ends short of kill -9. */
const children = new Set();
process.on('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});

/** Runs a program and waits for it; resolves to its exit code and, unless shown, its output. */
export function run(command, args, { cwd = root, env = {}, show = false } = {}) {
  return new Promise((resolve) => {
    const stdio = show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio });
    children.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => {
      children.delete(child);
      resolve({ code: 1, output: String(error) });
    });
    child.once('close', (code, signal) => {
      children.delete(child);
      resolve({ code: code ?? (signal ? 1 : 0), output });
    });
  });
}

/**
 * One step that may take long: says what it does, gives a sign of life every ten seconds, and how long it took.
 * @throws StepFailed with the program's own words
 */
export async function step(title, command, args, options) {
  const begun = Date.now();
  console.log(`• ${title}`);
  const alive = setInterval(
    () => console.log(inWords(`  … still at it after ${seconds(begun)}`, `  … 仍在进行，已用${seconds(begun)}`)),
    10_000,
  );
  const { code, output } = await run(command, args, options).finally(() => clearInterval(alive));
  if (code !== 0)
    throw new StepFailed(`${title}${inWords(` failed (exit code ${code})`, `失败（退出码${code}）`)}\n${output.trim()}`);
  console.log(inWords(`  done in ${seconds(begun)}`, `  完成，用时${seconds(begun)}`));
  return output;
}

/** Runs a tool's main function; a failed step is told in its own words, without a stack. */
export function main(work) {
  Promise.resolve()
    .then(work)
    .catch((error) => {
      console.error(error instanceof StepFailed ? `✗ ${error.message}` : error);
      process.exit(1);
    });
}
