import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Settings } from '@portero/config';
import type { Server } from 'node:http';
import { SETTINGS } from '../settings.token';

/**
 * The public URL of this service, from the settings and never from a request. It is the `iss` of tokens and the
 * beginning of mailed links.
 */
@Injectable()
export class PublicUrl {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly adapter: HttpAdapterHost,
  ) {}

  /** Without a trailing slash. If it is not set and `PORT` is 0, it has the actual port. */
  toString(): string {
    const { publicUrl, publicUrlIsDefault, port } = this.settings.http;
    if (!publicUrlIsDefault || port !== 0) return publicUrl;
    const address = (this.adapter.httpAdapter.getHttpServer() as Server).address();
    return typeof address === 'object' && address !== null ? `http://localhost:${address.port}` : publicUrl;
  }
}
