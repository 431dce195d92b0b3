const actionsOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls the action when the signal is given, until the function it returns is called. A signal has one listener of ours,
 * however many actions: Node warns of signals with more than ten, and one may end all transfers of a server.
 */
export function whenAborted(signal: AbortSignal, action: () => void): () => void {
  const actions = actionsOf.get(signal) ?? listen(signal);
  actions.add(action);
  return () => {
    actions.delete(action);
  };
}

function listen(signal: AbortSignal): Set<() => void> {
  const actions = new Set<() => void>();
  actionsOf.set(signal, actions);
  signal.addEventListener('abort', () => actions.forEach((action) => void action()), { once: true });
  return actions;
}
