import { findTestTemplate } from './test-database';

/** For `globalSetup`: makes the template before any test's time is counted. */
export default async function setup(): Promise<void> {
  await findTestTemplate();
}
