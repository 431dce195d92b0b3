import { render } from 'ink';
import { createElement, type ReactNode } from 'react';
import { CanvasContext } from './canvas.js';
import type { ScreenOutput } from './screen-output.js';

/** Draws with Ink until the app exits; rejects when a component throws. */
export async function renderOn(output: ScreenOutput, stdin: NodeJS.ReadStream, node: ReactNode): Promise<void> {
  await render(createElement(CanvasContext, { value: output }, node), inkOptions(output, stdin)).waitUntilExit();
}

function inkOptions(output: ScreenOutput, stdin: NodeJS.ReadStream) {
  return {
    stdin,
    // Ink uses no more of a terminal than ScreenOutput has.
    stdout: output as unknown as NodeJS.WriteStream,
    // Ink draws nothing in CI unless told to.
    interactive: true,
    // Plain whole frames, at once and without a cursor of Ink's own: what reaches the terminal is ScreenOutput's affair.
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  };
}
