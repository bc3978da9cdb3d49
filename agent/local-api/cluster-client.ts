import type { ClusterEvent, MemberChange, MemberView } from '@/common/domain/member';
import type {
  ClusterStatus,
  DetectedMember,
  Farewell,
  JoinAnswer,
  PingAnswer,
  ZoneView,
} from './cluster-api';
import type { CallAgent } from './local-client';

/** The cluster of the agent that answers on a socket. Every call throws {AppError}. */
export interface ClusterClient {
  cluster(): Promise<ClusterStatus>;
  members(): Promise<readonly MemberView[]>;
  member(name: string): Promise<MemberView>;
  memberHistory(): Promise<readonly MemberChange[]>;
  joinMembers(address: string): Promise<JoinAnswer>;
  leaveCluster(): Promise<void>;
  expelMember(name: string, farewell: Farewell): Promise<void>;
  pingMember(name: string): Promise<PingAnswer>;
  detectMembers(timeoutMs: number): Promise<readonly DetectedMember[]>;
  zones(): Promise<readonly ZoneView[]>;
  changeZone(zone: string): Promise<void>;
  reloadZoneKey(zone: string): Promise<void>;
  clusterEvents(): Promise<readonly ClusterEvent[]>;
  tellEvent(type: string, payload: string): Promise<ClusterEvent>;
}

/** A join tries each address of a name in turn; a farewell is told for some seconds. */
const SLOW_MS_MAX = 30_000;

export function createClusterClient(call: CallAgent): ClusterClient {
  const get = <Answer>(path: string) => call<Answer>({ path, method: 'GET' });
  const post = <Answer>(path: string, form: object = {}, timeoutMs = SLOW_MS_MAX) =>
    call<Answer>({ path, method: 'POST', timeoutMs, body: JSON.stringify(form) });
  const named = (name: string) => `/v1/members/${encodeURIComponent(name)}`;
  return {
    cluster: () => get('/v1/cluster'),
    members: () => get('/v1/members'),
    member: (name) => get(named(name)),
    memberHistory: () => get('/v1/history/members'),
    joinMembers: (address) => post('/v1/members/join', { address }),
    async leaveCluster() {
      await post('/v1/members/leave');
    },
    async expelMember(name, farewell) {
      await post(`${named(name)}/leave`, farewell);
    },
    pingMember: (name) => post(`${named(name)}/ping`),
    detectMembers: (timeoutMs) => post('/v1/detect', { timeoutMs }, timeoutMs + SLOW_MS_MAX),
    zones: () => get('/v1/zones'),
    async changeZone(zone) {
      await call({ path: '/v1/zone', method: 'PUT', body: JSON.stringify({ zone }) });
    },
    async reloadZoneKey(zone) {
      await post(`/v1/zones/${encodeURIComponent(zone)}/reload-key`);
    },
    clusterEvents: () => get('/v1/events'),
    tellEvent: (type, payload) => post('/v1/events', { type, payload }),
  };
}
