/** A network interface at one moment, beyond its traffic. Texts are not safe for a terminal. */
export type InterfaceReading = {
  readonly name: string;
  /** Up, and its link is there (IFF_RUNNING). */
  readonly isUp: boolean;
  /** Undefined when unknown. */
  readonly speedMegabits: number | undefined;
  readonly duplex: 'half' | 'full' | undefined;
  readonly mtuBytes: number;
  /** Those of IPv4 first; link-local ones last. */
  readonly addresses: readonly string[];
  /** Since the interface was made. Undefined when unknown. */
  readonly errors: number | undefined;
  readonly drops: number | undefined;
};
