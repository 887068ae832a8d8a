import { hostNameOf, isLoopbackHost, type Settings } from '@portero/config';

/** The host names of the service, from the settings. */
export class KnownHosts {
  private readonly names: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;
  /** Nearly every request has the same Host. */
  private lastKnown = '';

  /** @param dialects the names of dialects that may be bound to owners by host */
  constructor(
    private readonly settings: Pick<Settings, 'http' | 'ownerBinding'>,
    dialects: readonly string[],
  ) {
    const { publicUrl, allowedHosts, corsOrigins } = settings.http;
    const bound = dialects.flatMap((name) => settings.ownerBinding(name)?.hosts ?? []);
    const names = [new URL(publicUrl).host, ...bound.map(({ host }) => host), ...allowedHosts.map(bracketed)];
    this.names = new Set(names.map((name) => hostNameOf(name) ?? name));
    this.origins = new Set([new URL(publicUrl).origin, ...corsOrigins]);
  }

  /** Whether a Host header names this service. The port is ignored, because proxies and containers map it. */
  has(header: string | undefined): boolean {
    if (header === undefined) return false;
    if (header === this.lastKnown) return true;
    const name = hostNameOf(header);
    const isKnown = name !== null && (isLoopbackHost(name) || this.names.has(name));
    if (isKnown) this.lastKnown = header;
    return isKnown;
  }

  /** Whether pages of an origin may change data here: our own pages, or origins that the operator lists. */
  trusts(origin: string, host: string | undefined): boolean {
    if (this.origins.has(origin)) return true;
    if (!URL.canParse(origin)) return false;
    return new URL(origin).host === host?.toLowerCase() && this.has(host);
  }

  /** Whether the operator lists the origin in `CORS_ORIGINS`. */
  lists(origin: string): boolean {
    return this.settings.http.corsOrigins.includes(origin);
  }
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
