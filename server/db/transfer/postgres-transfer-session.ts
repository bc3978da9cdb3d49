import { Client } from 'pg';
import { postgresAddress } from '../postgres-address';
import { openFailure } from '../postgres-failure';
import { preflight } from '../postgres-preflight';
import { postgresSession } from '../postgres-session';
import type { TransferSession } from './transfer-session';

/** An index over hundreds of millions of rows takes its time; a connection that is gone does not. */
const STATEMENT_LIMIT_MS = 6 * 3_600_000;

/**
 * Opens a connection of its own to the PostgreSQL of `url`, which holds a password.
 *
 * @throws {AppError} UNREACHABLE or INVALID, without the password and with what to do.
 */
export async function openPostgresTransfer(url: string): Promise<TransferSession> {
  const { name, config } = postgresAddress(url);
  const client = new Client({ ...config, statement_timeout: STATEMENT_LIMIT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await preflight(client, name);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw openFailure(name, error);
  }
  const session = postgresSession({
    client,
    limitMs: STATEMENT_LIMIT_MS,
    onLost: () => undefined,
    release: () => undefined,
  });
  return {
    kind: 'postgres',
    name,
    query: session.query,
    script: session.script,
    async close() {
      session.end();
      await client.end();
    },
  };
}
