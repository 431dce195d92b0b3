type Limit = { readonly seconds: number; readonly expire: (seconds: number) => Error };

/**
 * Runs something that ends early by the signal it is given: when the caller's own signal says so, with its reason, or when
 * the time is over, with the error that `expire` makes.
 */
export async function interruptible<Result>(
  signal: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<Result>,
  limit?: Limit,
): Promise<Result> {
  const stop = new AbortController();
  const cancel = () => stop.abort(signal?.reason);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const timer =
    limit === undefined
      ? undefined
      : setTimeout(() => stop.abort(limit.expire(limit.seconds)), Math.ceil(limit.seconds * 1000));
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
