import { AccuserLimit } from './accuser-limit';
import { Awareness } from './awareness';
import { noCounts } from './counters';
import { Dissemination } from './dissemination';
import { EventLog } from './event-log';
import { Exchange } from './exchange';
import type { GossipDeps, Snapshot } from './gossip-deps';
import { History } from './history';
import { Judge } from './judge';
import { Learner } from './learner';
import { Mail } from './mail';
import type { Member } from './member';
import { Memory } from './memory';
import { Own } from './own';
import { Post } from './post';
import { Prober } from './prober';
import { Rendezvous } from './rendezvous';
import { Roster } from './roster';
import { Twin } from './twin';

/** When this member has to fall silent. */
interface Ends {
  /** Another run goes on with its id. */
  readonly onSilenced: () => void;
  /** The zone's master key sent it away. */
  readonly onEvicted: () => void;
}

export type Parts = ReturnType<typeof createParts>;

/** The parts of the protocol, put together; nothing is sent, and no timer runs. */
export function createParts(deps: GossipDeps, ends: Ends) {
  const snapshot = deps.store.load();
  const basis = createBasis(deps, snapshot);
  const incarnation = (snapshot?.incarnation ?? -1) + 1;
  const own: Own = new Own(deps, { ...basis, onRaised: () => memory.touch() }, incarnation);
  const memory = new Memory(deps, { ...basis, own });
  const callOn = (member: Member) => rendezvous.soon(member.address);
  const prober: Prober = new Prober(deps, {
    ...basis,
    onFailure: (member, outcome) => judge.accuse(member, outcome),
    onRevenant: callOn,
  });
  const probe = prober.probeAlso.bind(prober);
  const judge = new Judge(deps, { ...basis, probe });
  const twin = new Twin(deps, { ...basis, ...ends, own });
  const learner = new Learner(deps, { ...basis, ...ends, own, twin, judge, onReturned: callOn });
  const exchange = new Exchange(deps, {
    ...basis,
    own,
    learner,
    onDoubted: (member) => judge.verify(member),
    onRevived: (member) => prober.nudge(member),
  });
  const rendezvous = new Rendezvous(deps, { ...basis, own, exchange });
  const post = new Post(deps, {
    ...basis,
    own,
    prober,
    learner,
    exchange,
    onDiffering: (address) => rendezvous.soon(address),
  });
  memory.recall(snapshot);
  return { ...basis, own, memory, prober, judge, learner, exchange, rendezvous, post };
}

function createBasis(deps: GossipDeps, snapshot: Snapshot | undefined) {
  const { clock, config, transport } = deps;
  const counters = noCounts();
  const roster = new Roster();
  const queue = new Dissemination(transport.newsBytesMax, (news) => transport.sizeOf(news));
  return {
    counters,
    roster,
    queue,
    mail: new Mail(deps, roster, queue, counters),
    awareness: new Awareness(config.awarenessMax),
    history: new History(snapshot?.history ?? [], () => clock.wallMs()),
    events: new EventLog(deps),
    limit: new AccuserLimit(),
  };
}
