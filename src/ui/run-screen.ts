import { createNeeds } from '../model/state/needs.js';
import type { State } from '../model/state/state.js';
import { createView, type Frame } from '../model/view/view.js';
import { createAct } from './acting.js';
import { createEffectRunner, type World } from './effects.js';
import { listenToInput } from './input-events.js';
import type { LayerScreen } from './layers-on.js';
import { createModel } from './model-loop.js';
import { createPainter, type Painter } from './paint.js';
import { createPlayer } from './player.js';
import { createRegions } from './regions.js';
import type { ScreenOutput } from './screen-output.js';
import { watchStale } from './stale.js';
import type { ColourDepth } from './theme.js';

export type ScreenParts = {
  /** The initial state. */
  readonly state: State;
  readonly depth: ColourDepth;
  readonly world: World;
};

/**
 * Connects the model and the terminal: messages in, frames and effects out, until the user quits. Frames are drawn
 * without React; only menus and pages use Ink. Rejects if drawing fails.
 */
export function runScreen(output: ScreenOutput, stdin: NodeJS.ReadStream, parts: ScreenParts): Promise<void> {
  return new Promise((resolve, reject) => {
    const { world } = parts;
    const layers = createLayers(output, stdin, draw, fail);
    const painterFor = createPainters(parts.depth);
    const view = createView();
    const needsOf = createNeeds();
    const regionsOf = createRegions();
    let state = parts.state;

    const outside = { run: createEffectRunner(world, () => end()), act: createAct(world.source), now: world.now };
    const { send, type } = createModel(parts.state, outside, show);
    const stale = watchStale(world.samples, draw);
    const player = createPlayer(() => send([{ type: 'played', now: world.now() }]));

    function show(next: State): void {
      if (newestOf(next) !== newestOf(state)) stale.sampled();
      state = next;
      world.samples.setNeeds(needsOf(state));
      draw();
      player.shown(state);
    }

    function draw(): void {
      try {
        const frame = view(state, { now: world.now(), clock: world.clock(), staleSeconds: stale.seconds });
        if (!layers.canDraw(frame)) return;
        const { unicode } = state.settings;
        const painter = painterFor(state);
        for (const [name, region] of Object.entries(regionsOf(frame, painter))) {
          if (region === undefined) output.remove(name);
          else output.place(name, region);
        }
        layers.draw({ frame, painter, unicode });
      } catch (error) {
        fail(error);
      }
    }

    function resize(): void {
      send([{ type: 'resize', columns: output.columns, rows: output.rows }]);
    }

    const stopListening = listenToInput(stdin, type);
    takeSamples(world, send, parts.state.sample !== undefined).catch(fail);
    output.on('redraw', resize);

    function stop(): void {
      stopListening();
      world.samples.end();
      world.recorder?.end();
      stale.stop();
      player.stop();
      output.off('redraw', resize);
      layers.close();
    }

    function end(): void {
      stop();
      resolve();
    }

    function fail(error: unknown): void {
      stop();
      reject(error);
    }

    // The first frame, in the size that the terminal has by now.
    resize();
  });
}

/** The newest sample, whatever is shown. */
function newestOf({ sample, past }: State): State['sample'] {
  return past?.live === undefined ? sample : past.live.sample;
}

/** The painter for the current settings. */
function createPainters(depth: ColourDepth): (state: State) => Painter {
  let made: { readonly key: string; readonly painter: Painter } | undefined;
  return ({ settings: { theme, unicode }, remote }) => {
    const key = `${theme} ${unicode}`;
    if (made?.key !== key)
      made = { key, painter: createPainter({ theme, depth, unicode, isRemote: remote !== undefined }) };
    return made.painter;
  };
}

type Fail = (error: unknown) => void;

type Drawn = { readonly frame: Frame; readonly painter: Painter; readonly unicode: boolean };

/** Menus and pages. The first one loads Ink; `onReady` is called once it can be drawn. */
function createLayers(output: ScreenOutput, stdin: NodeJS.ReadStream, onReady: () => void, onFailure: Fail) {
  let screen: LayerScreen | undefined;
  let isLoading = false;
  let isClosed = false;
  let isShown = false;

  /** Whether the whole frame can be drawn now, or only after Ink is loaded. */
  function canDraw(frame: Frame): boolean {
    if (screen !== undefined || !hasLayer(frame)) return true;
    if (!isLoading) load().catch(onFailure);
    isLoading = true;
    return false;
  }

  async function load(): Promise<void> {
    const { layersOn } = await import('./layers-on.js');
    if (isClosed) return;
    screen = layersOn(output, stdin);
    screen.failed.catch(onFailure);
    onReady();
  }

  function draw(drawn: Drawn): void {
    const isWanted = hasLayer(drawn.frame);
    if (isWanted) screen?.show(drawn);
    else if (isShown) screen?.hide();
    isShown = isWanted;
  }

  function close(): void {
    isClosed = true;
    screen?.close();
  }

  return { canDraw, draw, close };
}

function hasLayer({ picker, confirm, page }: Frame): boolean {
  return picker !== undefined || confirm !== undefined || page !== undefined;
}

/** The second sample comes early, so that the dashes of the first frame soon become values. */
async function takeSamples(
  { samples, now }: World,
  send: ReturnType<typeof createModel>['send'],
  hasFirst: boolean,
): Promise<void> {
  let hurry = !hasFirst;
  if (hasFirst) samples.sampleNow();
  for await (const reading of samples) {
    if (!reading.ok) send([{ type: 'error', text: reading.error }]);
    else send([{ type: 'sample', snapshot: reading.snapshot, now: now(), needs: reading.needs }]);
    if (hurry && reading.ok) samples.sampleNow();
    hurry &&= !reading.ok;
  }
}
