import type { CollectorParameters } from '@/agent/collectors/define-collector';
import type { Host } from '@/agent/collectors/host';
import {
  addressText,
  isThisMachine,
  type ServiceAddress,
} from '@/agent/collectors/network/service-address';
import { ServiceFault, serviceFault } from '@/agent/collectors/network/service-fault';
import { untilAborted } from '@/agent/collectors/network/until-aborted';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { tlsTrustOf } from '@/agent/collectors/service/tls-trust';

type Row = Readonly<Record<string, unknown>>;

/** The server does not let this role in. */
export class Refusal extends Error {}

/** Both collectors of the pack are for the same server. */
export const watch = new ServiceWatch({
  name: 'PostgreSQL',
  programs: ['postgres', 'postmaster'],
  services: ['postgresql'],
});

export function addressOf(host: Host, parameters: CollectorParameters): ServiceAddress {
  const address = { host: parameters.text('host'), port: parameters.whole('port') };
  const directory = parameters.text('socket_directory');
  const path = `${directory}/.s.PGSQL.${address.port}`;
  const isUsed = directory !== '' && isThisMachine(address.host) && host.exists(path);
  return isUsed ? { path } : address;
}

export function roleOf(host: Host, parameters: CollectorParameters): string {
  return parameters.text('user') || host.user.name;
}

/**
 * Asks one statement on a connection of its own, which is closed whatever happens. The library is
 * loaded by the first who has a server to ask.
 * @throws {ServiceFault} {@link Refusal}
 */
export async function queryRows(
  {
    host,
    parameters,
    signal,
  }: { host: Host; parameters: CollectorParameters; signal: AbortSignal },
  statement: string,
): Promise<readonly Row[]> {
  const address = addressOf(host, parameters);
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    host: 'path' in address ? parameters.text('socket_directory') : address.host,
    port: parameters.whole('port'),
    user: roleOf(host, parameters),
    password: parameters.text('password'),
    database: parameters.text('database'),
    application_name: 'opsbro',
    ssl: 'path' in address ? false : (tlsTrustOf(host, parameters) ?? false),
  });
  client.on('error', () => undefined);
  const ask = async () => {
    await client.connect();
    return (await client.query<Row>(statement)).rows;
  };
  try {
    return await untilAborted(ask(), signal);
  } catch (error) {
    throw faultOf(error, addressText(address), signal);
  } finally {
    close(client, signal);
  }
}

/** One that hangs would wait for ever to say goodbye. */
function close(
  client: { end(): Promise<void>; readonly connection?: unknown },
  signal: AbortSignal,
): void {
  const { stream } = Object(client.connection) as { stream?: { destroy(): void } };
  if (signal.aborted) stream?.destroy();
  else client.end().catch(() => stream?.destroy());
}

/** Refusals that only other parameters, a role or pg_hba.conf mend; see appendix A of its manual. */
const REFUSED = new Set(['28P01', '28000', '3D000', '42501']);
/** Full, starting, stopping: it is there and serves nobody. */
const SERVES_NOBODY = new Set(['53300', '57P01', '57P02', '57P03']);

function faultOf(error: unknown, where: string, signal: AbortSignal): Error {
  const code = String(Object(error).code ?? '');
  const message = error instanceof Error ? error.message : String(error);
  if (signal.aborted) return serviceFault(where, error, signal);
  // It wants a password and was given none: the library says so by itself, without a code.
  const wantsPassword = /^SASL: .*password must be a/.test(message);
  if (REFUSED.has(code) || wantsPassword) return new Refusal(message, { cause: error });
  if (SERVES_NOBODY.has(code)) {
    return new ServiceFault('broken', `${where} lets nobody in: ${message}`);
  }
  const isOfServer = /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
  return isOfServer
    ? new Error(`${where}: ${message}`, { cause: error })
    : serviceFault(where, error, signal);
}
