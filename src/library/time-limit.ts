/**
 * Runs something that ends early by the signal it is given: when so many seconds have passed, with the error that
 * `expire` makes, or when the caller's own signal says so, with its reason.
 */
export async function withinTime<Result>(
  limit: { readonly seconds: number | undefined; readonly signal: AbortSignal | undefined },
  expire: (seconds: number) => Error,
  run: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { seconds, signal } = limit;
  const stop = new AbortController();
  const cancel = () => stop.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const timer =
    seconds === undefined ? undefined : setTimeout(() => stop.abort(expire(seconds)), Math.ceil(seconds * 1000));
  try {
    return await run(stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    // What is left of it must not wait for ever.
    stop.abort();
    signal?.removeEventListener('abort', cancel);
  }
}
