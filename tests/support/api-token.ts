import { admin, type TestServer } from './test-server';

/** A token of a real admin of a test server. */
export async function apiToken(server: TestServer, scopes: readonly string[]): Promise<string> {
  const { id, name, email, role } = admin;
  await server.database.query(
    `INSERT INTO "User" (id, name, email, role, "updatedAt") VALUES ($1, $2, $3, $4, now())
     ON CONFLICT DO NOTHING`,
    [id, name, email, role],
  );
  const wanted = { name: 'script', scopes: [...scopes], expiresInDays: 1, addressRange: '' };
  const { token } = await server.as(admin).tokens.create(wanted);
  return token;
}
