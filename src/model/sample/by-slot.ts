/**
 * Remembers by slot what was made of a text, until the text is another. The answer depends on the text alone, so it is
 * right whichever process or table the slot belongs to.
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
