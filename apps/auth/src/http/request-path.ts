/** The path of a request target, without its query. */
export function pathOf(url: string): string {
  const end = url.search(/[?#;]/u);
  return end === -1 ? url : url.slice(0, end);
}

/**
 * Takes the trailing slash off, so that it changes nothing, except on the listed paths, where it makes another
 * operation.
 */
export function withoutTrailingSlash(url: string, kept: ReadonlySet<string>): string {
  const path = pathOf(url);
  if (path.length < 2 || !path.endsWith('/') || kept.has(path)) return url;
  return path.replace(/\/+$/u, '').padStart(1, '/') + url.slice(path.length);
}
