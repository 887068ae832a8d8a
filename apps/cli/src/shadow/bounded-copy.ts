import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** Longer bodies are forwarded but not compared. */
const MAX_BYTES = 256 * 1024;

const DECODERS = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync } as const;

/** A copy of forwarded data up to a maximum length. */
export class BoundedCopy {
  private chunks: Buffer[] = [];
  private length = 0;

  add(chunk: Buffer): void {
    this.length += chunk.length;
    if (this.length <= MAX_BYTES) this.chunks.push(chunk);
    else this.chunks = [];
  }

  /** The text of it; `null` when it was too long or cannot be decoded. */
  text(headers: { readonly 'content-encoding'?: string | undefined }): string | null {
    if (this.length > MAX_BYTES) return null;
    const bytes = Buffer.concat(this.chunks);
    const encoding = headers['content-encoding'];
    if (encoding === undefined || bytes.length === 0) return bytes.toString('utf8');
    if (!Object.hasOwn(DECODERS, encoding)) return null;
    try {
      return DECODERS[encoding as keyof typeof DECODERS](bytes, { maxOutputLength: MAX_BYTES }).toString('utf8');
    } catch {
      return null;
    }
  }
}
