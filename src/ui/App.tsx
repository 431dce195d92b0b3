import { useApp } from 'ink';
import { useEffect, useMemo } from 'react';
import { needsOf } from '../model/state/needs.js';
import type { State } from '../model/state/state.js';
import { update } from '../model/update/update.js';
import { view } from '../model/view/view.js';
import { createAct } from './acting.js';
import { createEffectRunner, type World } from './effects.js';
import { createPainter } from './paint.js';
import { Screen } from './Screen.js';
import type { ColourDepth } from './theme.js';
import { useInputEvents } from './use-input-events.js';
import { type Model, useModel } from './use-model.js';
import { useStale } from './use-stale.js';
import { type TerminalSize, useTerminalSize } from './use-terminal-size.js';

export type AppProps = {
  /** What to begin with. */
  readonly state: State;
  readonly depth: ColourDepth;
  readonly world: World;
};

/** Joins the model to the terminal: messages in, frames and effects out. */
export function App({ state: first, depth, world }: AppProps) {
  const { exit } = useApp();
  const size = useTerminalSize();
  const outside = useMemo(
    () => ({ run: createEffectRunner(world, () => exit()), act: createAct(world), now: world.now }),
    [world, exit],
  );
  const [state, { send, type }] = useModel(first, outside);
  const { theme, unicode } = state.settings;
  const painter = useMemo(() => createPainter({ theme, depth, unicode }), [theme, depth, unicode]);
  const staleSeconds = useStale(world.sampler, state.sample);

  useSamples(world, send, first.sample !== undefined);
  useEffect(() => send([{ type: 'resize', ...size }]), [size, send]);
  useEffect(() => world.sampler.setNeeds(needsOf(state)), [world, state]);
  useInputEvents(type);

  // A frame taller than the terminal would make Ink clear the screen, so it never waits for the message.
  const shown = isOfSize(state, size) ? state : update(state, { type: 'resize', ...size }).state;
  const frame = view(shown, { now: world.now(), clock: world.clock(), staleSeconds });
  return <Screen frame={frame} painter={painter} unicode={unicode} />;
}

function isOfSize({ size }: State, { columns, rows }: TerminalSize): boolean {
  return size.columns === columns && size.rows === rows;
}

/** The second sample is hurried, so that the dashes of the first frame soon become figures. */
function useSamples({ sampler, now }: World, send: Model['send'], hasFirst: boolean): void {
  useEffect(() => {
    let hurry = !hasFirst;
    const stop = sampler.start({
      onSample: (snapshot) => {
        send([{ type: 'sample', snapshot, now: now() }]);
        if (hurry) sampler.sampleNow();
        hurry = false;
      },
      onTrouble: (text) => send([{ type: 'trouble', text }]),
    });
    if (hasFirst) sampler.sampleNow();
    return stop;
  }, [sampler, now, send, hasFirst]);
}
