/** A port of this machine that nothing listens on at the moment. */
export declare function freePort(): Promise<number>;
