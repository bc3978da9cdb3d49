import { AppError } from '@/common/errors';

const AGENT_PATH = '/agent';
const SCHEMES: Record<string, string> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
};

/**
 * Where agents connect, of the address that people type: `http://host:port`.
 * @throws {AppError} `INVALID` when it is no address of a server.
 */
export function agentSocketUrl(serverUrl: string): string {
  const url = URL.canParse(serverUrl) ? new URL(serverUrl) : undefined;
  const scheme = SCHEMES[url?.protocol ?? ''];
  if (url === undefined || scheme === undefined) {
    throw new AppError(
      'INVALID',
      `The server's address "${serverUrl}" is not one: expected http://host:port or https://host.`,
    );
  }
  const path = url.pathname.replace(/\/$/, '') || AGENT_PATH;
  return `${scheme}//${url.host}${path}`;
}
