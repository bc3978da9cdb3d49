import { findTestTemplate } from './test-database';
import { findPostgresTemplate, onPostgres } from './test-postgres';

/** For `globalSetup`: makes the templates before any test's time is counted. */
export default async function setup(): Promise<void> {
  await findTestTemplate();
  if (onPostgres) await findPostgresTemplate();
}
