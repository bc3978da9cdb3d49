import type { Database } from '../db/database';
import { createExposition } from '../health/exposition';
import type { Services } from '../services';
import type { Handler, Handlers } from './http-server';
import type { Pages } from './pages';

export interface HandlersDeps {
  readonly services: Services;
  readonly database: Database;
  readonly people: { readonly http: Handler };
  readonly pages: Pick<Pages, 'handle'>;
  readonly install: Handler;
}

/** What answers at the port once everything is open. */
export function createHandlers({
  services,
  database,
  people,
  pages,
  install,
}: HandlersDeps): Handlers {
  const exposition = createExposition(services.health);
  return {
    pages: pages.handle,
    trpc: people.http,
    auth: services.auth.handle,
    install,
    async metrics(_request, response) {
      const text = await exposition.text();
      response.writeHead(200, { 'content-type': exposition.contentType });
      response.end(text);
    },
    readiness() {
      const { state } = database.health();
      return { ready: state === 'open', step: `the database is ${state}` };
    },
  };
}
