// Reports to test.mjs how many tests passed, and all failures: of tests, of their files, and stray errors.
import { writeFileSync } from 'node:fs';

/** A reporter of vitest; the file is named by NTOP_TEST_REPORT. vitest asks for a default export. */
export default class TestReporter {
  onTestRunEnd(modules, strayErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const failed = tests.filter((test) => test.result().state !== 'passed');
    const around = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failures = [
      ...failed.map((test) => ({
        title: `${test.module.relativeModuleId} > ${test.fullName}`,
        message: messageOf(test.result().errors ?? []) || `it was ${test.result().state}`,
      })),
      ...around
        .map((part) => ({ title: titleOf(part), message: messageOf(part.errors()) }))
        .filter(({ message }) => message !== ''),
      ...strayErrors.map((error) => ({ title: 'an error outside of the tests', message: messageOf([error]) })),
    ];
    writeFileSync(process.env.NTOP_TEST_REPORT, JSON.stringify({ passed: tests.length - failed.length, failures }));
  }
}

function titleOf(part) {
  return part.type === 'suite' ? `${part.module.relativeModuleId} > ${part.fullName}` : part.relativeModuleId;
}

function messageOf(errors) {
  return errors
    .map(({ name, message, diff, stack }) => [`${name}: ${message}`, diff, placeOf(stack)].filter(Boolean).join('\n'))
    .join('\n');
}

/** The first line of a stack that is the project's own. */
function placeOf(stack = '') {
  return stack
    .split('\n')
    .find((line) => /^\s*at /.test(line) && !/node_modules|node:/.test(line))
    ?.trim();
}
