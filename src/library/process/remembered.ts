const MILLISECONDS = 1000;

/** Remembers the answers for a second: a list of processes would ask the same over and over. */
export function remembered<Key, Answer>(ask: (key: Key) => Answer): (key: Key) => Answer {
  const answers = new Map<Key, Answer>();
  let since = Number.NEGATIVE_INFINITY;
  return (key) => {
    const now = performance.now();
    if (now - since > MILLISECONDS) {
      answers.clear();
      since = now;
    }
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = ask(key);
    answers.set(key, answer);
    return answer;
  };
}
