import { execFileSync } from 'node:child_process';

/** For `globalSetup`: builds what is out of date, so that no test's time is that of a build. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
}
