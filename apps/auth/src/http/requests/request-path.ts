/** The path of a request target, without its query. */
export function pathOf(url: string): string {
  const end = url.search(/[?#]/u);
  return end === -1 ? url : url.slice(0, end);
}

/** Removes the trailing slash, except on the listed paths, where it is a different operation. */
export function withoutTrailingSlash(url: string, kept: ReadonlySet<string>): string {
  const path = pathOf(url);
  if (path.length < 2 || !path.endsWith('/') || kept.has(path)) return url;
  let end = path.length;
  // Without a regular expression, because `/+$` takes quadratic time over a path of slashes.
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(0, end) + url.slice(path.length);
}

/** The path as the router compares it: `%6Cogin` equals `login`, but an encoded slash does not separate segments. */
export function routedPath(url: string): string {
  const path = pathOf(url);
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
