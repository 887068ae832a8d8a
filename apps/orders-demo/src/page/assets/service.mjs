/** Sends a request to the service, and returns the result and the duration. Never throws. */
export async function send(method, path, { token, json } = {}) {
  const headers = { accept: 'application/json' };
  if (json !== undefined) headers['content-type'] = 'application/json';
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  const began = performance.now();
  try {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const response = await fetch(path, { method, headers, body, cache: 'no-store', credentials: 'omit' });
    const text = await response.text();
    return { method, path, status: response.status, headers: response.headers, body: parsed(text), took: since(began) };
  } catch {
    return { method, path, status: 0, headers: new Headers(), body: undefined, took: since(began) };
  }
}

function since(began) {
  return Math.round(performance.now() - began);
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
