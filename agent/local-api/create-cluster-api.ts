import { MEMBER_STATES, type MemberView, zoneName } from '@/common/domain/member';
import { AppError, messageOf } from '@/common/errors';
import type { Cluster } from '../cluster/cluster';
import type { LiveMembership } from '../cluster/live-membership';
import { addressesOf, type Resolve } from '../cluster/seed-book';
import type { KeyFiles } from '../cluster/wire';
import { zoneViews } from '../cluster/zone-views';
import type { Gossip } from '../gossip/gossip';
import type { Joined, Pinged } from '../gossip/membership';
import type { ClusterApi, ClusterStatus, Farewell, JoinAnswer, PingAnswer } from './cluster-api';

export interface ClusterApiParts {
  readonly cluster: Cluster;
  readonly nodeId: string;
  readonly keys: KeyFiles;
  readonly resolve: Resolve;
}

/** What the agent answers of its cluster on its socket. */
export function createClusterApi({ cluster, nodeId, keys, resolve }: ClusterApiParts): ClusterApi {
  const gossip = () => cluster.demand().gossip;
  return {
    cluster: () => statusOf(cluster, nodeId),
    members: () => gossip().members(),
    member: (name) => found(gossip(), name),
    memberHistory: () => gossip().history(),
    joinMembers: async (address) => joinOne(await cluster.ready(), address, resolve),
    leaveCluster: () => cluster.leave(),
    expelMember: (name, farewell) => expel(gossip(), cluster.zone, found(gossip(), name), farewell),
    async pingMember(name) {
      const { card } = found(gossip(), name);
      const answer = await new Promise<Pinged>((done) => gossip().ping(card.id, done));
      return pingAnswer(gossip().find(card.id) ?? found(gossip(), name), answer);
    },
    detectMembers: (timeoutMs) => cluster.demand().wire.detect(timeoutMs),
    zones() {
      const { zone: own, places, membership } = cluster;
      return zoneViews({ own, places, members: membership?.members() ?? [], keys });
    },
    changeZone(zone) {
      if (zoneName.safeParse(zone).success) cluster.setZone(zone);
      else throw new AppError('INVALID', `${JSON.stringify(zone)} cannot be the name of a zone.`);
    },
    reloadZoneKey: (zone) => cluster.keysChanged(zone),
    clusterEvents: () => gossip().events(),
    tellEvent: (type, payload) => gossip().tell(type, payload),
  };
}

function statusOf(cluster: Cluster, id: string): ClusterStatus {
  const { membership, wire, standing, zone } = cluster;
  const members = membership?.members() ?? [];
  const counts = Object.fromEntries(MEMBER_STATES.map((state) => [state, 0]));
  for (const { state } of members) counts[state] = (counts[state] ?? 0) + 1;
  return {
    ...standing,
    id,
    zone,
    address: wire?.address ?? '',
    advertised: membership?.self.card.addresses ?? [],
    isSealed: cluster.isSealed,
    isRelay: membership?.self.card.isRelay ?? false,
    digest: membership?.digest() ?? '',
    members: counts as ClusterStatus['members'],
  };
}

function found(gossip: Gossip, name: string): MemberView {
  const member = gossip.find(name);
  if (member !== undefined) return member;
  const same = gossip.members().filter(({ card }) => card.name === name || card.hostname === name);
  throw new AppError(
    'NOT_FOUND',
    same.length === 0
      ? `There is no member ${name}; "opsbro gossip members" lists them all.`
      : `${name} may be ${same.map(({ card }) => card.id).join(' or ')}: give the id.`,
  );
}

async function joinOne(
  { gossip }: LiveMembership,
  seed: string,
  resolve: Resolve,
): Promise<JoinAnswer> {
  let reason = `${seed} is no address such as 192.0.2.7 or db-1.example.org:6768.`;
  for (const address of await addressesFor(seed, resolve)) {
    const answer = await new Promise<Joined>((done) => gossip.join(address, done));
    if (answer.is === 'joined') return { joined: true, members: answer.members, reason: '' };
    reason = answer.reason;
  }
  return { joined: false, members: 0, reason };
}

async function addressesFor(seed: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    return await addressesOf(seed, resolve);
  } catch (cause) {
    throw new AppError('NOT_FOUND', `${seed} has no address: ${messageOf(cause)}.`, { cause });
  }
}

function expel(gossip: Gossip, zone: string, { card }: MemberView, farewell: Farewell): void {
  const isTaken = gossip.submit({
    kind: 'left',
    id: card.id,
    incarnation: farewell.incarnation,
    by: 'master',
    signature: new Uint8Array(Buffer.from(farewell.signature, 'base64')),
  });
  if (isTaken) return;
  throw new AppError(
    'FORBIDDEN',
    `${card.name} stays: that is not signed by the master key of the zone ${zone}, or it has said something newer of itself.`,
  );
}

function pingAnswer({ card, state, roundTripMs }: MemberView, answer: Pinged): PingAnswer {
  const { id, name } = card;
  return answer.is === 'alive'
    ? { id, name, state, answered: true, roundTripMs: answer.roundTripMs, reason: '' }
    : { id, name, state, answered: false, roundTripMs, reason: answer.reason };
}
