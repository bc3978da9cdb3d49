import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from '@/common/errors';

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
  readonly development: boolean;
}

const FORMS: Readonly<Record<string, string>> = {
  OPSBRO_HOST: 'an address to listen on, such as 127.0.0.1',
  OPSBRO_PORT: 'a port from 0 to 65535, such as 7788',
  OPSBRO_DATA: 'a directory, such as ./var',
  OPSBRO_NAMES: 'host names separated by commas, such as ops.example.org',
  OPSBRO_ORIGIN: 'an address of http or https, such as https://ops.example.org',
  OPSBRO_LOG_LEVEL: 'debug, info, warn or error',
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
    names: [...names, origin?.hostname ?? ''].filter((name) => name !== ''),
    origin: origin?.origin,
    logLevel: data.OPSBRO_LOG_LEVEL,
    development: data.NODE_ENV === 'development',
  };
}

/** Next looks for a configuration that is ready made in one place only. */
export function giveNextItsConfiguration(json: string): void {
  process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = json;
}
