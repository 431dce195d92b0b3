import { render } from 'ink';
import { createElement, type ReactNode } from 'react';
import { CanvasContext } from './canvas-context.js';
import { Layers, type LayersProps } from './Layers.js';
import type { ScreenOutput } from './screen-output.js';

export type LayerScreen = {
  show(props: LayersProps): void;
  hide(): void;
  /** Takes Ink away; drawing is over. */
  close(): void;
  /** Rejects when a component throws. */
  readonly failed: Promise<never>;
};

/** Draws menus and pages with Ink. This brings React and Ink with it, so it is loaded when the first of them opens. */
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
    // It ends without an error only when it is closed.
    failed: ink.waitUntilExit().then(() => new Promise<never>(() => {})),
  };
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
