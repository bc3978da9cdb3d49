import type { ClientConfig } from 'pg';
import { AppError } from '@/common/errors';

/** Where a PostgreSQL is. */
export interface PostgresAddress {
  /** Without the password: `ops@db.example.org:5432/opsbro`. For messages and logs. */
  readonly name: string;
  /** With the password. For nothing but connecting. */
  readonly config: ClientConfig;
}

const KEEP_ALIVE_MS = 10_000;
const CONNECT_LIMIT_MS = 10_000;

/** What our values rely on, whatever the server, the role and the database are set to. */
const SETTINGS = [
  'TimeZone=UTC',
  'DateStyle=ISO',
  'bytea_output=hex',
  'client_min_messages=warning',
  // What waits for a lock must then see what its holder has written, as the journal's next number.
  'default_transaction_isolation=read\\ committed',
];

/**
 * What a connection string says, in the form of libpq:
 * `postgresql://user:password@host:5432/database?sslmode=verify-full`.
 *
 * @throws {AppError} INVALID; it does not show the string, which may hold a password.
 */
export function postgresAddress(connectionString: string): PostgresAddress {
  const url = parsed(connectionString);
  const given = url.searchParams.get('options');
  url.searchParams.delete('options');
  const settings = SETTINGS.map((setting) => `-c ${setting}`);
  return {
    name: nameOf(url),
    config: {
      connectionString: url.href,
      options: [given, ...settings].filter((part) => part !== null).join(' '),
      application_name: 'opsbro',
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: CONNECT_LIMIT_MS,
    },
  };
}

function parsed(connectionString: string): URL {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) {
    throw new AppError(
      'INVALID',
      'DATABASE_URL: expected a connection string of PostgreSQL, such as postgresql://user:password@host:5432/database; unset it to use the embedded database (it is not shown here, since it may hold a password).',
    );
  }
  return url;
}

/** Without password and parameters, some of which are passwords too. */
function nameOf({ username, hostname, port, pathname, searchParams }: URL): string {
  const host = searchParams.get('host') ?? decodeURIComponent(hostname);
  const user = searchParams.get('user') ?? decodeURIComponent(username);
  const where = `${host || 'localhost'}:${searchParams.get('port') ?? (port || '5432')}`;
  return `${user === '' ? '' : `${user}@`}${where}${decodeURIComponent(pathname)}`;
}
