import { hasStrace } from './calls.mjs';
import { enterNamespace } from './namespace.mjs';

/** Runs a bench in its own namespaces, and ends the program with it: status 1 and a sentence if it fails. */
export async function runBench(main) {
  await enterNamespace();
  try {
    await main();
    process.exit(0);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}

export function say(text) {
  console.error(`bench: ${text}`);
}

/** Prints what can't be measured, and how to get it. */
export function sayMissing(missing, { counts = true } = {}) {
  for (const { name, install } of missing) say(`${name} is missing: ${install}`);
  if (counts && !hasStrace()) say('strace is missing, so no system calls are counted: apt install strace');
}
