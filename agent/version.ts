import { readFileSync } from 'node:fs';

/** Put in place by the build; source code read directly asks package.json. */
declare const OPSBRO_VERSION: string | undefined;

export const version: string =
  typeof OPSBRO_VERSION === 'string' ? OPSBRO_VERSION : versionOfCheckout();

function versionOfCheckout(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
