import v8Flags from '../v8-flags.json';

/** What a service manager is to run, and keep running. */
export interface ServiceDefinition {
  /** The command line, each word as it is; the first is an absolute path. */
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly dataDirectory: string;
}

/** The name under which every service manager knows the agent. */
export const SERVICE_NAME = 'opsbro-agent';
export const SERVICE_SUMMARY = 'OpsBro agent';

/** How this very program was started. */
export interface ProgramStart {
  /** Absolute: Node, or the executable with Node inside. */
  readonly execPath: string;
  /** The entry file; `undefined` for the executable. */
  readonly script: string | undefined;
}

export interface ServicePlaces {
  readonly dataDirectory: string;
  /** Absolute; `undefined` leaves the agent to look where it always looks. */
  readonly configFile: string | undefined;
}

/**
 * The agent as a service runs it. Node takes the flags that keep its memory small on its command
 * line; the executable takes from its environment those that may stand there.
 * @see https://nodejs.org/docs/latest-v20.x/api/cli.html#node_optionsoptions
 */
export function serviceDefinition(start: ProgramStart, places: ServicePlaces): ServiceDefinition {
  const { dataDirectory, configFile } = places;
  const program =
    start.script === undefined ? [start.execPath] : [start.execPath, ...v8Flags, start.script];
  const config = configFile === undefined ? [] : ['--config', configFile];
  return {
    words: [...program, 'agent', 'start', '--data', dataDirectory, ...config],
    environment: start.script === undefined ? { NODE_OPTIONS: OPTIONS_OF_EXECUTABLE } : {},
    dataDirectory,
  };
}

const OPTIONS_OF_EXECUTABLE = v8Flags
  .filter((flag) => /^--max-(?:old|semi)-space-size=/.test(flag))
  .join(' ');
