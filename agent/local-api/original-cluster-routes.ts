import {
  type ClusterEvent,
  type MemberChange,
  type MemberState,
  type MemberView,
  zoneName,
} from '@/common/domain/member';
import { AppError } from '@/common/errors';
import type { ZoneView } from './cluster-api';
import type { LocalApi } from './local-api';
import type { Route } from './local-routes';

/** The cluster with the paths, names and shapes of the original. */
export const ORIGINAL_CLUSTER_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/agent\/members$/,
    answer: (api) =>
      Object.fromEntries(api.members().map((member) => [member.card.id, originalNode(member)])),
  },
  {
    method: 'GET',
    path: /^\/agent\/members\/history$/,
    answer: (api) => originalHistory(api.memberHistory()),
  },
  {
    method: 'GET',
    path: /^\/agent\/join\/(.+)$/,
    answer: async (api, address) => (await api.joinMembers(address)).joined,
  },
  { method: 'GET', path: /^\/agent\/leave\/([^/]+)$/, answer: leave },
  {
    method: 'GET',
    path: /^\/agent\/push-pull$/,
    answer() {
      throw new AppError(
        'FORBIDDEN',
        'Lists are exchanged on the gossip port alone, sealed and signed; GET /agent/members shows this one.',
      );
    },
  },
  {
    method: 'GET',
    path: /^\/agent\/detect$/,
    answer: async (api, _name, _body, query) =>
      (await api.detectMembers(secondsOf(query.get('timeout')) * 1_000)).map((found) => {
        const [, addr = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(found.address) ?? [];
        return {
          name: found.name,
          zone: found.zone,
          addr,
          port: Number(port),
          is_proxy: found.isRelay,
        };
      }),
  },
  { method: 'PUT', path: /^\/agent\/zone$/, answer: (api, _name, body) => changeZone(api, body) },
  {
    method: 'GET',
    path: /^\/agent\/zones$/,
    answer: (api) => Object.fromEntries(api.zones().map((zone) => [zone.name, originalZone(zone)])),
  },
  {
    method: 'GET',
    path: /^\/agent\/zones-keys\/reload\/([^/]+)$/,
    answer(api, zone) {
      api.reloadZoneKey(zone);
      return null;
    },
  },
  {
    method: 'GET',
    path: /^\/agent\/query\/guess\/([^/]+)$/,
    answer: (api, name) => originalNode(api.member(name)),
  },
  { method: 'GET', path: /^\/agent\/ping\/([^/]+)$/, answer: ping },
  {
    method: 'GET',
    path: /^\/agent\/event\/([^/]+)$/,
    answer(api, type) {
      const found = api.clusterEvents().findLast((event) => event.type === type);
      return found === undefined ? null : originalEvent(found);
    },
  },
  {
    method: 'POST',
    path: /^\/agent\/event$/,
    answer(api, _name, body) {
      const type = new URLSearchParams(body).get('event_type');
      if (type === null) throw new AppError('INVALID', 'Expected a form with event_type.');
      api.tellEvent(type, '');
      return true;
    },
  },
];

/** Another than itself takes the zone's master key, which is never sent to an agent. */
async function leave(api: LocalApi, name: string): Promise<null> {
  const { id } = api.member(name).card;
  if (id !== api.cluster().id) {
    throw new AppError(
      'FORBIDDEN',
      `To let another node leave takes the zone's master key: "opsbro gossip leave ${id} --master-key FILE".`,
    );
  }
  await api.leaveCluster();
  return null;
}

async function ping(api: LocalApi, name: string) {
  try {
    return { state: originalState((await api.pingMember(name)).state) };
  } catch (error) {
    if (AppError.is(error) && error.code === 'NOT_FOUND') return { error: error.message };
    throw error;
  }
}

function changeZone(api: LocalApi, body: string) {
  const zone = body.trim().replace(/^"(.*)"$/, '$1');
  const isZone = zoneName.safeParse(zone).success;
  if (isZone) api.changeZone(zone);
  return {
    success: isZone,
    text: isZone ? `The node is in the zone ${zone}.` : `${zone} cannot be the name of a zone.`,
  };
}

const SECONDS_DEFAULT = 5;
const SECONDS_MAX = 60;

function secondsOf(text: string | null): number {
  const seconds = text === null ? SECONDS_DEFAULT : Number(text);
  if (seconds > 0 && seconds <= SECONDS_MAX) return seconds;
  throw new AppError('INVALID', `timeout: expected seconds up to ${SECONDS_MAX}.`);
}

function originalState(state: MemberState): string {
  return state === 'left' ? 'leave' : state;
}

/** The numbers of the original's states of checks. */
const STATE_IDS = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;

function originalNode({ card, state, sinceMs }: MemberView) {
  const [, addr = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(card.addresses[0] ?? '') ?? [];
  const since = Math.floor(sinceMs / 1_000);
  return {
    uuid: card.id,
    name: card.hostname,
    display_name: card.name,
    addr,
    port: Number(port),
    incarnation: card.incarnation,
    state: originalState(state),
    groups: card.groups,
    zone: card.zone,
    is_proxy: card.isRelay,
    services: Object.fromEntries(card.roles.map((role) => [role, {}])),
    // The original names each check; a card here counts them.
    checks: Object.fromEntries(
      Object.entries(STATE_IDS).flatMap(([name, stateId]) =>
        card.checks[name as keyof typeof STATE_IDS] === 0 ? [] : [[name, { state_id: stateId }]],
      ),
    ),
    ...(state === 'suspect' ? { suspect_time: since } : {}),
    ...(state === 'left' ? { leave_time: since } : {}),
  };
}

/** What a change made of what; those that changed no state are not in it. */
const STATES_OF: Partial<Record<MemberChange['change'], readonly [string, string]>> = {
  joined: ['unknown', 'alive'],
  suspected: ['alive', 'suspect'],
  refuted: ['suspect', 'alive'],
  died: ['suspect', 'dead'],
  returned: ['dead', 'alive'],
  left: ['alive', 'leave'],
};

/** Changes by second, oldest first. */
function originalHistory(changes: readonly MemberChange[]) {
  const bySecond = new Map<number, object[]>();
  for (const { atMs, id, name, zone, change } of changes) {
    const node = { name, display_name: name, uuid: id };
    const states = STATES_OF[change];
    const date = Math.floor(atMs / 1_000);
    const told = bySecond.get(date) ?? [];
    if (states !== undefined) {
      const [old_state, state] = states;
      bySecond.set(date, [...told, { type: 'node-state-change', ...node, old_state, state }]);
    } else if (change === 'zone-changed') {
      bySecond.set(date, [...told, { type: 'node-zone-change', ...node, zone }]);
    }
  }
  return [...bySecond].map(([date, entries]) => ({ date, entries }));
}

function originalZone({ name, subZones, relation, hasKey }: ZoneView) {
  return {
    name,
    'sub-zones': subZones,
    is_our_zone: relation === 'own',
    have_gossip_key: hasKey,
  };
}

function originalEvent({ id, type, from, atMs }: ClusterEvent) {
  return { type: 'event', eventid: id, from, ctime: Math.floor(atMs / 1_000), payload: { type } };
}
