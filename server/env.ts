import { resolve } from 'node:path';
import { z } from 'zod';
import { parseDuration } from '@/common/duration';
import { AppError } from '@/common/errors';
import type { OidcSettings } from './auth/oidc-settings';
import type { BackupConfig } from './backups/backup-part';
import { type AddressRange, parseAddressRange } from './http/address-range';

const schema = z.object({
  OPSBRO_HOST: z.string().min(1).default('127.0.0.1'),
  OPSBRO_PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(7788),
  OPSBRO_DATA: z.string().min(1).default('var'),
  /** Host names that browsers may use besides addresses and localhost, separated by commas. */
  OPSBRO_NAMES: z
    .string()
    .regex(/^[a-z0-9.,\s-]*$/i)
    .default(''),
  /** The address people type, where a proxy stands before the server: `https://ops.example.org`. */
  OPSBRO_ORIGIN: z.url({ protocol: /^https?$/ }).optional(),
  OPSBRO_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  /** A PostgreSQL instead of the embedded database; the name that others give it too. */
  DATABASE_URL: z.string().min(1).optional(),
  /** Proxies whose X-Forwarded-For is believed: addresses or ranges, separated by commas. */
  OPSBRO_TRUSTED_PROXY: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .transform((texts) => texts.map(parseAddressRange))
    .pipe(z.array(z.custom<AddressRange>((range) => range !== undefined)))
    .default([]),
  /** Files of a certificate and its key, both in PEM; without them the server makes its own. */
  OPSBRO_TLS_CERT: z.string().min(1).optional(),
  OPSBRO_TLS_KEY: z.string().min(1).optional(),
  OPSBRO_BACKUP_DIRECTORY: z.string().min(1).optional(),
  /** Between two rolling backups; 0s for none. */
  OPSBRO_BACKUP_INTERVAL: z
    .string()
    .default('6h')
    .transform(parseDuration)
    .pipe(z.number().refine((intervalMs) => intervalMs === 0 || intervalMs >= 60_000)),
  OPSBRO_BACKUP_KEEP: z
    .string()
    .regex(/^\d{1,3}$/)
    .default('8')
    .transform(Number)
    .pipe(z.number().min(1)),
  OPSBRO_OIDC_ISSUER: z.string().default(''),
  OPSBRO_OIDC_CLIENT_ID: z.string().default(''),
  OPSBRO_OIDC_CLIENT_SECRET_FILE: z.string().default(''),
  OPSBRO_OIDC_NAME: z.string().max(64).default(''),
  OPSBRO_OIDC_ASK_AGAIN: z.enum(['yes', 'no']).default('yes'),
  NODE_ENV: z.string().default('production'),
});

export interface ServerConfig {
  readonly host: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Absolute; the server's own part lies in `server/` below it. */
  readonly dataDirectory: string;
  readonly names: readonly string[];
  readonly origin: string | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** A connection string with a password: for nothing but `openDatabase`, which checks it. */
  readonly databaseUrl: string | undefined;
  readonly backup: BackupConfig;
  /** Where the server is reached from elsewhere; `undefined` lets it make its own certificate. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined;
  readonly trustedProxies: readonly AddressRange[];
  /** The company's sign-in service; see `openOidc`. */
  readonly oidc: OidcSettings;
  readonly development: boolean;
}

const FORMS: Readonly<Record<string, string>> = {
  OPSBRO_HOST: 'an address to listen on, such as 127.0.0.1',
  OPSBRO_PORT: 'a port from 0 to 65535, such as 7788',
  OPSBRO_DATA: 'a directory, such as ./var',
  OPSBRO_NAMES: 'host names separated by commas, such as ops.example.org',
  OPSBRO_ORIGIN: 'an address of http or https, such as https://ops.example.org',
  OPSBRO_LOG_LEVEL: 'debug, info, warn or error',
  OPSBRO_TRUSTED_PROXY: 'addresses or ranges separated by commas, such as 127.0.0.1,10.0.0.0/24',
  OPSBRO_BACKUP_INTERVAL: 'a duration of at least a minute such as 6h, or 0s for none',
  OPSBRO_BACKUP_KEEP: 'how many backups to keep, from 1 to 999',
  OPSBRO_OIDC_NAME: 'what the button says, in at most 64 characters',
  OPSBRO_OIDC_ASK_AGAIN: 'yes or no',
};

/**
 * What the environment says, read once at the start.
 * @throws {AppError} INVALID naming the variable and the form that was expected
 */
export function serverConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): ServerConfig {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    const found = JSON.stringify(environment[name]);
    throw new AppError('INVALID', `${name}: expected ${FORMS[name]}, found ${found}.`);
  }
  const { data } = parsed;
  const origin = data.OPSBRO_ORIGIN === undefined ? undefined : new URL(data.OPSBRO_ORIGIN);
  const names = data.OPSBRO_NAMES.split(',').map((name) => name.trim());
  return {
    host: data.OPSBRO_HOST,
    port: data.OPSBRO_PORT,
    dataDirectory: resolve(data.OPSBRO_DATA),
    tls: tlsFiles(data.OPSBRO_TLS_CERT, data.OPSBRO_TLS_KEY),
    names: [...names, origin?.hostname ?? ''].filter((name) => name !== ''),
    origin: origin?.origin,
    logLevel: data.OPSBRO_LOG_LEVEL,
    databaseUrl: data.DATABASE_URL,
    backup: {
      directory: data.OPSBRO_BACKUP_DIRECTORY && resolve(data.OPSBRO_BACKUP_DIRECTORY),
      intervalMs: data.OPSBRO_BACKUP_INTERVAL,
      keep: data.OPSBRO_BACKUP_KEEP,
    },
    trustedProxies: data.OPSBRO_TRUSTED_PROXY,
    oidc: {
      issuer: data.OPSBRO_OIDC_ISSUER,
      clientId: data.OPSBRO_OIDC_CLIENT_ID,
      clientSecretFile: data.OPSBRO_OIDC_CLIENT_SECRET_FILE,
      name: data.OPSBRO_OIDC_NAME,
      askAgain: data.OPSBRO_OIDC_ASK_AGAIN === 'yes',
    },
    development: data.NODE_ENV === 'development',
  };
}

function tlsFiles(cert: string | undefined, key: string | undefined): ServerConfig['tls'] {
  if (cert !== undefined && key !== undefined) {
    return { certFile: resolve(cert), keyFile: resolve(key) };
  }
  if (cert === undefined && key === undefined) return undefined;
  const missing = cert === undefined ? 'OPSBRO_TLS_CERT' : 'OPSBRO_TLS_KEY';
  throw new AppError('INVALID', `${missing}: a certificate and its key are given together.`);
}

/** Next looks for a configuration that is ready made in one place only. */
export function giveNextItsConfiguration(json: string): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = json;
}
