import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IssuedEnrolmentToken } from '@/common/domain/enrolment';
import type { NodeRow } from '@/common/domain/node';
import { systemClock } from '@/common/node/system-clock';
import { createAgentApi } from '@/server/http/agent-api';
import { sendText } from '@/server/http/answers';
import { createClientAddress } from '@/server/http/client-address';
import { createHandlers } from '@/server/http/handlers';
import { createHttpServer } from '@/server/http/http-server';
import { listen } from '@/server/http/listen';
import { createHostRule } from '@/server/http/origin';
import { createPeopleApi } from '@/server/http/people-api';
import { openTls } from '@/server/http/tls-keeper';
import { createTlsPort } from '@/server/http/tls-port';
import { acceptUpgrades } from '@/server/http/upgrades';
import { createAgentFiles } from '@/server/install/agent-files';
import { createInstallHandler } from '@/server/install/install-handler';
import { createCaller } from '@/server/trpc/app-router';
import { wireServices } from '@/server/wire-services';
import { openTestDatabase, quietLog } from '../../support/test-database';
import { actorFor, admin, CHEAP_PASSWORDS } from '../../support/test-server';

/** A server on a network of hosts: TLS with a certificate of its own, and everything but pages. */
export interface HostsServer extends AsyncDisposable {
  /** SHA-256 of its certificate's public key, as the pasted line pins it. */
  readonly spkiPin: string;
  issue(options?: {
    readonly usesMax?: number;
    readonly addressRange?: string;
    readonly needsApproval?: boolean;
  }): Promise<IssuedEnrolmentToken>;
  nodes(): Promise<readonly NodeRow[]>;
  approve(nodeId: string): Promise<void>;
}

export async function startHostsServer(
  address: string,
  agentDirectory: string,
  port: number,
): Promise<HostsServer> {
  const [clock, log] = [systemClock, quietLog];
  const directory = mkdtempSync(join(tmpdir(), 'opsbro-hosts-server-'));
  const database = await openTestDatabase();
  const hosts = createHostRule([]);
  const addressOf = createClientAddress([]);
  const tls = await openTls({ directory, given: undefined, names: [], clock, log });
  const http = createHttpServer({ hosts, addressOf, development: false, log });
  const door = createTlsPort({ http: http.server, tls, hosts, clock, log });
  await listen(door, address, port);
  const origin = `https://${address}:${port}`;
  const wired = await wireServices({
    ...{ database, clock, log, directory, origin, tls: tls.view },
    passwordCost: CHEAP_PASSWORDS,
    version: '0.0.0-test',
    connections: () => ({ agents: agents.sockets.clients.size, pages: 0 }),
  });
  const people = createPeopleApi(wired.services, log);
  const agents = createAgentApi(wired.sessions, log, { hasOwnCertificate: true, addressOf });
  const stopWatching = acceptUpgrades(http.server, {
    ...{ hosts, addressOf, clock, log, development: undefined },
    people: people.sockets,
    agents: agents.sockets,
  });
  const { spkiPin } = tls.view();
  const install = createInstallHandler({
    files: createAgentFiles(agentDirectory),
    door: () => ({ isEncrypted: true, spkiPin }),
  });
  const pages = {
    handle: (_: unknown, response: Parameters<typeof sendText>[0]) =>
      sendText(response, 200, 'a page'),
  };
  http.serve(createHandlers({ services: wired.services, database, people, pages, install }));
  const caller = () =>
    createCaller({ actor: actorFor(admin, clock), address, services: wired.services });
  return {
    spkiPin,
    issue: (options = {}) => caller().enrolment.create(options),
    nodes: async () => (await caller().nodes.list({})).rows,
    async approve(nodeId) {
      await caller().enrolment.approve({ nodeId });
    },
    async [Symbol.asyncDispose]() {
      stopWatching();
      for (const socket of agents.sockets.clients) socket.terminate();
      tls.stop();
      door.close();
      http.server.closeAllConnections();
      await wired.stop();
      await database.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The line that a person pastes, for a shell that is root already and has no sudo. */
export function pasted({ oneLiner }: Pick<IssuedEnrolmentToken, 'oneLiner'>): string {
  return oneLiner.replace('| sudo sh', '| sh');
}
