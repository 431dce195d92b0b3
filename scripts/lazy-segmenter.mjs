// Put into the bundle in the place of Intl.Segmenter, which libraries make while they load: its tables take longer to
// open than a frame takes to draw, and most screens never need them.
const { Segmenter } = Intl;

export class LazySegmenter {
  #options;
  #segmenter;

  constructor(...options) {
    this.#options = options;
  }

  segment(text) {
    this.#segmenter ??= new Segmenter(...this.#options);
    return this.#segmenter.segment(text);
  }
}
