/**
 * Caches by slot the result of a function of a text until the text changes. The result depends only on the text, so it
 * is valid for any process or table.
 */
export function bySlot<Made>(make: (text: string) => Made): (slot: number, text: string) => Made {
  const texts: (string | undefined)[] = [];
  const made: Made[] = [];
  return (slot, text) => {
    if (texts[slot] === text) return made[slot];
    while (texts.length < slot) texts.push(undefined);
    texts[slot] = text;
    made[slot] = make(text);
    return made[slot];
  };
}
