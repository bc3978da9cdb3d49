import type { ServerResponse } from 'node:http';
import { sendJson } from '../http/answers';

/** What the API is; the same for everybody, and read only by those who write scripts. */
export async function sendOpenApi(response: ServerResponse): Promise<void> {
  const { default: document } = await import('./openapi.json');
  sendJson(response, 200, document);
}
