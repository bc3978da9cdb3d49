/** sysexits(3): something was found in an unconfigured or misconfigured state. */
export const EXIT_CONFIG = 78;

/** A setting that cannot be used; the message names file, variable or flag, key and expected form. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigError';
  }
}
