import { afterAll, afterEach, beforeEach } from 'vitest';

type Ending = () => Promise<void> | void;

const ofTest: Ending[] = [];
const ofFile: Ending[] = [];
let inTest = false;

beforeEach(() => {
  inTest = true;
});
afterEach(async () => {
  inTest = false;
  await carryOut(ofTest);
});
afterAll(() => carryOut(ofFile));

/** Carries this out when the test ends, or when its file does if no test is running. The newest comes first. */
export function atEnd(ending: Ending): void {
  (inTest ? ofTest : ofFile).push(ending);
}

async function carryOut(endings: Ending[]): Promise<void> {
  for (let ending = endings.pop(); ending !== undefined; ending = endings.pop()) await ending();
}
