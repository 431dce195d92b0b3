/** Objects by number, as long as they are referenced elsewhere. */
export class Interned<Item extends object> {
  readonly #references = new Map<number, WeakRef<Item>>();
  readonly #collected = new FinalizationRegistry<number>((number) => {
    if (this.get(number) === undefined) this.#references.delete(number);
  });

  get(number: number): Item | undefined {
    return this.#references.get(number)?.deref();
  }

  set(number: number, item: Item): void {
    this.#references.set(number, new WeakRef(item));
    this.#collected.register(item, number);
  }
}
