/**
 * JSON as the framework's renderer writes it: compact unless the client asked for an indentation, and with the two
 * line separators escaped that JavaScript once could not read in a string.
 */
export function renderJson(body: unknown, indent: number | null): string {
  return JSON.stringify(body, null, indent ?? undefined)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}
