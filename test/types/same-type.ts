/** Whether two types are one and the same, `any` and `never` told apart from everything else. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles where the type given is `true`: `holds<Same<typeof req, IncomingMessage>>()`. */
export declare function holds<Claim extends true>(): void;
