/** The same functions, of which each may answer later: on another machine. */
export type Calls<Functions> = {
  readonly [Name in keyof Functions]: Functions[Name] extends (...asked: infer Asked) => infer Result
    ? (...asked: Asked) => Result | Promise<Awaited<Result>>
    : never;
};
