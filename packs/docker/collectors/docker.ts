import {
  type CollectContext,
  defineCollector,
  missingConfiguration,
  notEligible,
} from '@/agent/collectors/define-collector';
import { atMost } from '@/agent/collectors/network/at-most';
import { ServiceFault } from '@/agent/collectors/network/service-fault';
import { timeLimit } from '@/agent/collectors/network/time-limit';
import { askService } from '@/agent/collectors/service/ask-service';
import { processesOf } from '@/agent/collectors/service/running-programs';
import { ServiceWatch } from '@/agent/collectors/service/service-signs';
import { setParameterFix } from '@/agent/collectors/service/set-parameter-fix';
import { each, fact, gauge, group, optional } from '@/agent/collectors/shape';
import {
  CONTAINER,
  containerMetrics,
  containerName,
  healthOf,
  type KnownContainer,
} from '../container-metrics';
import {
  containerInspect,
  containerList,
  containerStats,
  EngineApi,
  EngineRefusal,
  engineInfo,
  type ListedContainer,
} from '../engine-api';

const watch = new ServiceWatch({ name: 'Docker', programs: ['dockerd'], services: ['docker'] });

/** Source: the API of the engine, GET of `/info` and of what is below `/containers`. */
export default defineCollector({
  name: 'docker',
  summary: 'Containers of the Docker engine by state and health, their restarts and what they use.',
  intervalMs: 30_000,
  timeoutMs: 15_000,
  shape: {
    available: gauge('count', 'One while the engine answers, zero while it should and does not.'),
    problem: optional(fact('Why it does not answer.')),
    version: optional(fact('Of the engine.')),
    images: optional(gauge('count', 'Images on this machine.')),
    states: optional(
      group({
        running: gauge('count', 'Containers that run.'),
        paused: gauge('count', 'Containers that are held.'),
        restarting: gauge('count', 'Containers that wait to be started again.'),
        created: gauge('count', 'Containers that were never started.'),
        exited: gauge('count', 'Containers that have ended.'),
        dead: gauge('count', 'Containers that could not be removed whole.'),
      }),
    ),
    containers: optional(each('container', CONTAINER)),
    unhealthy: optional(fact<string[]>('Containers whose own health check fails.')),
    restarting: optional(fact<string[]>('Containers that end and are started again and again.')),
    nearly_full: optional(fact<string[]>('Containers near their limit, by memory_warning.')),
    left_out: optional(fact<string[]>('What is not told one by one.')),
  },
  async collect(context) {
    const { host, parameters } = context;
    const api = new EngineApi({ socket: parameters.text('socket'), url: parameters.text('url') });
    const isAsleep = 'path' in api.address && api.address.path.endsWith('/docker.sock');
    if (isAsleep && processesOf(host, ['dockerd']).length === 0) {
      // The socket alone may be held by systemd: a question would start the engine.
      const isMissed = watch.isExpected(host, api.address);
      if (!isMissed) return notEligible('no Docker here: no dockerd runs, and none is enabled');
    }
    return askService(context, {
      watch,
      address: api.address,
      permissionFix: `Let the agent's user into the group docker (usermod -aG docker ${host.user.name}), or give it a proxy that only reads. ${setParameterFix('docker', 'url', 'http://…')}`,
      ask: (signal) => askEngine(api, context, signal),
    });
  },
});

const AT_ONCE = 6;
const DETAILS_LIMIT_MS = 10_000;
const NAMES_MAX = 50;

async function askEngine(api: EngineApi, context: CollectContext, signal: AbortSignal) {
  try {
    const info = await api.get('/info', engineInfo, signal);
    const listed = await api.get('/containers/json?all=1', containerList, signal);
    const chosen = runningFirst(listed).slice(0, context.parameters.whole('containers_max'));
    const limit = timeLimit(context.signal, DETAILS_LIMIT_MS);
    const known = await atMost(AT_ONCE, chosen, (each) => askContainer(api, each, limit));
    const isLong = chosen.length < listed.length;
    return {
      kind: 'data' as const,
      data: {
        ...{ available: 1, version: info.ServerVersion, images: info.Images },
        states: statesOf(listed),
        unhealthy: namesOf(listed.filter((each) => healthOf(each) === 'unhealthy')),
        left_out: isLong ? [`containers: ${listed.length - chosen.length} of them`] : [],
        ...detailsOf(known, info.MemTotal, context),
      },
    };
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    return missingConfiguration(
      error.message,
      'Have the proxy let GET /info and /containers through.',
    );
  }
}

/** What one container does not tell in time is left out, and is no reason to doubt the engine. */
async function askContainer(
  api: EngineApi,
  listed: ListedContainer,
  signal: AbortSignal,
): Promise<KnownContainer> {
  const place = `/containers/${listed.Id}`;
  const orNothing = (error: unknown) => {
    if (error instanceof ServiceFault) return undefined;
    throw error;
  };
  const inspect = await api.get(`${place}/json`, containerInspect, signal).catch(orNothing);
  const stats =
    listed.State === 'running'
      ? await api
          .get(`${place}/stats?stream=false&one-shot=true`, containerStats, signal)
          .catch(orNothing)
      : undefined;
  return { listed, restarts: inspect?.RestartCount, stats };
}

function detailsOf(
  known: readonly KnownContainer[],
  memoryTotal: number,
  { rate, parameters }: CollectContext,
) {
  const full = parameters.number('memory_warning');
  const containers = known.map(
    (each) => [containerName(each.listed), containerMetrics(each, memoryTotal, rate)] as const,
  );
  const restarting = known.filter(
    ({ listed, restarts }) =>
      listed.State === 'restarting' ||
      (restarts !== undefined && (rate(`restarts ${listed.Id}`, restarts) ?? 0) > 0),
  );
  return {
    containers: Object.fromEntries(containers),
    restarting: namesOf(restarting.map(({ listed }) => listed)),
    nearly_full: containers
      .filter(([, { memory_used_percent }]) => (memory_used_percent ?? 0) >= full)
      .map(([name]) => name)
      .slice(0, NAMES_MAX),
  };
}

function statesOf(listed: readonly ListedContainer[]) {
  const states = { running: 0, paused: 0, restarting: 0, created: 0, exited: 0, dead: 0 };
  for (const { State } of listed) {
    if (Object.hasOwn(states, State)) states[State as keyof typeof states] += 1;
  }
  return states;
}

function runningFirst(listed: readonly ListedContainer[]): ListedContainer[] {
  const rank = ({ State }: ListedContainer) => (State === 'running' ? 0 : 1);
  return listed.toSorted((a, b) => rank(a) - rank(b));
}

function namesOf(listed: readonly ListedContainer[]): string[] {
  return listed.map(containerName).toSorted().slice(0, NAMES_MAX);
}
