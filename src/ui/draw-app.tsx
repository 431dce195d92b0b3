import { App, type AppProps } from './App.js';
import { renderOn } from './render.js';
import type { ScreenOutput } from './screen-output.js';

/** Draws ntop until it ends. This brings React and Ink with it, so it is loaded once the first frame can be seen. */
export function drawApp(output: ScreenOutput, stdin: NodeJS.ReadStream, props: AppProps): Promise<void> {
  return renderOn(output, stdin, <App {...props} />);
}
