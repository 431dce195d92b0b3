import { render } from 'ink';
import { createElement, type ReactNode } from 'react';
import { CanvasContext } from './canvas-context.js';
import { Layers, type LayersProps } from './Layers.js';
import type { ScreenOutput } from './screen-output.js';

export type LayerScreen = {
  show(props: LayersProps): void;
  hide(): void;
  /** Removes Ink and stops drawing. */
  close(): void;
  /** Rejects if a component throws. */
  readonly failed: Promise<never>;
};

/** Draws menus and pages with Ink. It imports React and Ink, so it is loaded when the first of them opens. */
export function layersOn(output: ScreenOutput, stdin: NodeJS.ReadStream): LayerScreen {
  const onCanvas = (node: ReactNode) => createElement(CanvasContext, { value: output }, node);
  const ink = render(onCanvas(null), inkOptions(output, stdin));
  return {
    show: (props) => ink.rerender(onCanvas(createElement(Layers, props))),
    hide() {
      ink.rerender(onCanvas(null));
      output.clear();
    },
    close: () => ink.unmount(),
    // It ends without an error only if it is closed.
    failed: ink.waitUntilExit().then(() => new Promise<never>(() => {})),
  };
}

function inkOptions(output: ScreenOutput, stdin: NodeJS.ReadStream) {
  return {
    stdin,
    // Ink uses only the members of a terminal that ScreenOutput has.
    stdout: output as unknown as NodeJS.WriteStream,
    // Without this option Ink draws nothing in CI.
    interactive: true,
    // Plain whole frames without Ink's cursor handling: ScreenOutput writes to the terminal.
    debug: true,
    patchConsole: false,
    exitOnCtrlC: false,
  };
}
