/** What the agent and its command take from the environment. */
export interface Environment {
  /** `OPSBRO_SERVER` as `SERVER`, and so on. */
  readonly opsbro: Readonly<Record<string, string>>;
  /** See no-color.org: set and not empty. */
  readonly noColor: boolean;
}

/** The only place of the agent that reads the environment. */
export function readEnvironment(): Environment {
  const opsbro: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    const [, key] = /^OPSBRO_(.+)$/.exec(name) ?? [];
    if (key !== undefined && value !== undefined && value !== '') opsbro[key] = value;
  }
  return { opsbro, noColor: (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb' };
}

/** All of it, as it stands now. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
