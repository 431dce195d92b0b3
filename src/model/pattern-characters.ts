/** Whether a UTF-16 unit is one of those meant. */
export type Fits = (code: number) => boolean;

const isDigit: Fits = (code) => code >= 48 && code <= 57;
const isSpace: Fits = (code) => code === 32 || code === 160 || (code >= 9 && code <= 13);

export const isWord: Fits = (code) =>
  isDigit(code) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;

/** The classes that a backslash and a letter mean. */
export const CLASSES: ReadonlyMap<string, Fits> = new Map([
  ['d', isDigit],
  ['s', isSpace],
  ['w', isWord],
  ['D', (code: number) => !isDigit(code)],
  ['S', (code: number) => !isSpace(code)],
  ['W', (code: number) => !isWord(code)],
]);

/** Fits what one of them fits, in small letters or capitals. */
export function anyFits(items: readonly Fits[]): Fits {
  return (code) => {
    const character = String.fromCharCode(code);
    const small = character.toLowerCase().charCodeAt(0);
    const capital = character.toUpperCase().charCodeAt(0);
    return items.some((fits) => fits(code) || fits(small) || fits(capital));
  };
}
