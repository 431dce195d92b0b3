/** A network interface at one moment, without its traffic. Texts are not safe for a terminal. */
export type InterfaceReading = {
  readonly name: string;
  /** Up, with a link (IFF_RUNNING). */
  readonly isUp: boolean;
  /** Undefined when unknown. */
  readonly speedMegabits: number | undefined;
  readonly duplex: 'half' | 'full' | undefined;
  readonly mtuBytes: number;
  /** IPv4 first; link-local addresses last. */
  readonly addresses: readonly string[];
  /** Since the interface was made. Undefined when unknown. */
  readonly errors: number | undefined;
  readonly drops: number | undefined;
};
