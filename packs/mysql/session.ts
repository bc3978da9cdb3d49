import type { Connection } from 'mysql2';
import { ServiceFault, serviceFault } from '@/agent/collectors/network/service-fault';
import { untilAborted } from '@/agent/collectors/network/until-aborted';

export interface SessionOptions {
  /** For messages. */
  readonly where: string;
  readonly connection: {
    readonly user: string;
    readonly password: string;
    readonly socketPath?: string;
    readonly host?: string;
    readonly port?: number;
    readonly ssl?: { readonly ca?: string };
  };
  readonly signal: AbortSignal;
}

export interface Session {
  /** Name and value of each row. */
  pairs(sql: string): Promise<ReadonlyMap<string, string>>;
  rows(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** The server lets this user in nowhere, or not to this. */
export class Refusal extends Error {}

/** Names of the server's refusals that only other parameters or grants mend. */
const REFUSED =
  /^(?:ER_\w*ACCESS_DENIED\w*|ER_HOST_NOT_PRIVILEGED|ER_HOST_IS_BLOCKED|ER_PLUGIN_IS_NOT_LOADED|AUTH_SWITCH_PLUGIN_ERROR|ER_NOT_SUPPORTED_AUTH_MODE|ER_MUST_CHANGE_PASSWORD\w*)$/;
const FULL = 'ER_CON_COUNT_ERROR';

/**
 * Works on a connection of its own, which is closed whatever happens. The library is loaded by the
 * first who has a server to ask.
 * @throws {ServiceFault} {@link Refusal}
 */
export async function withSession<Value>(
  { where, connection: options, signal }: SessionOptions,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  const { default: mysql } = await import('mysql2');
  const { ssl, ...rest } = options;
  const trust = ssl === undefined ? {} : { ssl: { ...ssl, verifyIdentity: true } };
  const connection = mysql.createConnection({ ...rest, ...trust, disableEval: true });
  connection.on('error', () => undefined);
  try {
    return await untilAborted(work(sessionOn(connection)), signal);
  } catch (error) {
    throw faultOf(error, where, signal);
  } finally {
    connection.destroy();
  }
}

function sessionOn(connection: Connection): Session {
  const promised = connection.promise();
  return {
    async pairs(sql) {
      const [rows] = await promised.query({ sql, rowsAsArray: true });
      const pairs = rows as unknown as readonly (readonly unknown[])[];
      return new Map(pairs.map(([name, value]) => [String(name).toLowerCase(), String(value)]));
    },
    async rows(sql) {
      const [rows] = await promised.query(sql);
      return rows as unknown as readonly Readonly<Record<string, unknown>>[];
    },
  };
}

function faultOf(error: unknown, where: string, signal: AbortSignal): Error {
  const { code = '', errno } = Object(error) as { code?: string; errno?: number };
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return serviceFault(where, error, signal);
  if (REFUSED.test(code)) return new Refusal(message, { cause: error });
  if (code === FULL) return new ServiceFault('broken', `${where} lets nobody in: ${message}`);
  // Errors of the server have their number, those of the network a negative one or none.
  if (errno !== undefined && errno > 0) return new Error(`${where}: ${message}`, { cause: error });
  return serviceFault(where, error, signal);
}
