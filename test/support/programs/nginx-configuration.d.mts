/** The configuration of an nginx that passes every request on once, over connections that it keeps open. */
export declare function nginxConfiguration(port: number, upstream: string, location?: readonly string[]): string;
