import { type DesiredState, NO_DESIRED_STATE } from '@/common/domain/desired-state';
import type { Explanation } from '@/common/expression/explain';
import type { FunctionDoc } from '@/common/expression/function-table';
import type { Json } from '@/common/json';
import type { AgentDeps } from './agent-deps';
import type { Cluster } from './cluster/cluster';
import { ClusterUplink } from './cluster/cluster-uplink';
import { createCluster } from './cluster/create-cluster';
import { collectorDetail } from './collectors/collector-detail';
import { countStates } from './collectors/count-states';
import { CollectorRunner } from './collectors/runner';
import { configurationFacts } from './config/configuration-facts';
import type { NodeGroups } from './detection/node-groups';
import { openNodeGroups } from './detection/open-node-groups';
import { type AgentEvaluators, createAgentEvaluators } from './expression/agent-evaluators';
import { clusterFacts } from './expression/cluster-facts';
import { createMachineFacts } from './expression/machine-facts';
import { hostingDrivers } from './hosting/hosting-drivers';
import type { AgentInfo, CollectorDetail } from './local-api/local-api';
import { Monitoring } from './monitoring';
import { findPack } from './packs/find-in-pack';
import type { Packs } from './packs/pack-store';
import { parameterScope } from './packs/parameter-scope';
import { AnswerQuestions } from './questions/answer-questions';
import { createAnswerers } from './questions/create-answerers';
import { createTelling } from './telling/create-telling';
import { MembershipTeller } from './telling/membership-teller';
import type { Telling } from './telling/telling';

/** Where programs are, for an agent that was started without a word about it. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/** The agent of one machine: runs the collectors, reports what they find, does as it is asked. */
export class Agent {
  readonly #deps: AgentDeps;
  /** The groups that this machine is in. */
  readonly groups: NodeGroups;
  /** Of this agent and others. */
  readonly cluster: Cluster;
  readonly #runner: CollectorRunner;
  readonly #evaluators: AgentEvaluators;
  /** Checks, detectors and roles of this machine. */
  readonly monitoring: Monitoring;
  readonly #startedMs: number;
  readonly #clusterUplink: ClusterUplink;
  readonly #telling: Telling;
  readonly #questions: AnswerQuestions;
  readonly #memberTeller: MembershipTeller;
  #packs: Packs;
  #desired: DesiredState = NO_DESIRED_STATE;

  constructor(deps: AgentDeps) {
    const { clock, random, host, uplink, config, packs, log } = deps;
    this.#packs = packs;
    this.#deps = deps;
    this.#startedMs = clock.wallMs();
    this.#runner = new CollectorRunner({
      clock,
      random,
      host,
      sink: uplink.sink,
      log: log.part('collectors'),
      collectors: packs.collectors,
      settings: config.collectors,
      cpuMs: deps.process.cpuMs,
      onRun: (collector) => this.monitoring.collectorRan(collector),
    });
    this.groups = openNodeGroups({ clock, log, dataDirectory: config.dataDirectory });
    this.cluster = this.#createCluster();
    const { dataDirectory, gossip: choice } = config;
    this.#clusterUplink = new ClusterUplink({
      ...deps,
      dataDirectory,
      choice,
      cluster: this.cluster,
    });
    this.#evaluators = this.#createEvaluators();
    this.#takeFunctions(packs);
    this.monitoring = this.#createMonitoring();
    this.#telling = this.#createTelling();
    this.#questions = this.#createQuestions();
    this.#memberTeller = new MembershipTeller({
      clock,
      random,
      membership: this.cluster,
      sink: uplink.sink,
      changed: (kind) => this.#telling.changed(kind),
    });
  }

  /** Those in force. */
  get packs(): Packs {
    return this.#packs;
  }

  start(): void {
    const { uplink, version, clock, log } = this.#deps;
    this.groups.setConfigured(this.#deps.config.groups);
    this.groups.setGiven(uplink.desired.groups);
    uplink.onDesired((state) => this.#apply(state));
    uplink.sink.event({
      kind: 'agent-started',
      atMs: clock.wallMs(),
      text: `agent ${version} started`,
    });
    this.monitoring.load(this.#packs.tree.packs);
    this.#telling.tellAll();
    uplink.onForgotten(() => this.#telling.tellAll());
    uplink.onQuestion((asked) => this.#questions.answer(asked));
    this.monitoring.start();
    this.#runner.start();
    this.#clusterUplink.start();
    uplink.start();
    this.#memberTeller.start();
    void this.cluster.start();
    log.info('agent started', { version, node: uplink.nodeId, pid: this.#deps.process.pid });
  }

  /** @param why such as `SIGTERM`; ends up in the timeline */
  async stop(why: string): Promise<void> {
    const { uplink, clock, log } = this.#deps;
    this.#runner.stop();
    this.monitoring.stop();
    this.#telling.stop();
    this.#memberTeller.stop();
    this.#clusterUplink.stop();
    uplink.sink.event({
      kind: 'agent-stopped',
      atMs: clock.wallMs(),
      text: `agent stopped: ${why}`,
    });
    await Promise.all([uplink.stop(), this.cluster.stop()]);
    log.info('agent stopped', { why });
  }

  /** Goes on with these packs; what has not changed keeps its state. */
  usePacks(packs: Packs): void {
    this.#packs = packs;
    this.#takeFunctions(packs);
    this.#runner.use(packs.collectors);
    this.monitoring.load(packs.tree.packs);
    this.#telling.packsChanged();
    this.#deps.log.info('packs in force', {
      packs: packs.tree.packs.length,
      faults: packs.tree.faults.length,
    });
  }

  /** As people call it: on the page, in its configuration; else the host name. */
  get name(): string {
    const { config, host } = this.#deps;
    return this.#desired.displayName || config.name || host.hostname;
  }

  info(): AgentInfo {
    const { config, host, uplink, version, process } = this.#deps;
    return {
      version,
      nodeId: uplink.nodeId,
      publicKey: Buffer.from(uplink.publicKey).toString('base64'),
      hostname: host.hostname,
      name: this.name,
      groups: this.groups.all(),
      pid: process.pid,
      startedMs: this.#startedMs,
      dataDirectory: config.dataDirectory,
      uplink: uplink.status(),
      collectors: countStates(this.#runner.state()),
      rssBytes: process.rssBytes(),
      cpuMs: process.cpuMs(),
    };
  }

  collectors() {
    return this.#runner.state();
  }

  collector(name: string): CollectorDetail {
    return collectorDetail(this.#runner, name);
  }

  async run(name: string): Promise<CollectorDetail> {
    await this.#runner.runNow(name);
    return this.collector(name);
  }

  functions(): readonly FunctionDoc[] {
    return this.#evaluators.own.functions();
  }

  /**
   * @param pack whose parameters it may name
   * @throws {AppError} INVALID for a text that is no expression; NOT_FOUND for an unknown pack
   */
  async evaluate(expression: string, pack?: string): Promise<Explanation> {
    const found = pack === undefined ? undefined : findPack(this.#packs.tree, pack);
    return this.#evaluators.own.evaluate(expression, found && parameterScope(found));
  }

  /** @throws {AppError} CONFLICT for an agent without a server */
  changeKey(): void {
    this.#deps.uplink.changeKey();
  }

  #takeFunctions({ functions }: Packs): void {
    this.#evaluators.use(functions.map((each) => each.function));
  }

  #createCluster(): Cluster {
    return createCluster(this.#deps, {
      name: () => this.name,
      groups: this.groups,
      checks: () => this.monitoring.checks.reports(),
      roles: () => this.monitoring.roles.cards(),
    });
  }

  #createEvaluators(): AgentEvaluators {
    const { clock, random, variables } = this.#deps;
    return createAgentEvaluators({
      clock,
      random,
      runner: this.#runner,
      facts: createMachineFacts({
        cluster: clusterFacts(this.groups, hostingDrivers(this.#runner), this.cluster),
        environment: variables,
      }),
      configuration: () => this.#configuration(),
    });
  }

  #createMonitoring(): Monitoring {
    const { clock, random, log, uplink, config, variables } = this.#deps;
    const runner = this.#runner;
    return new Monitoring({
      clock,
      random,
      log,
      evaluator: this.#evaluators.own,
      groups: this.groups,
      sink: uplink.sink,
      collectorState: (name) => (runner.has(name) ? runner.report(name).state : undefined),
      dataDirectory: config.dataDirectory,
      searchPath: variables.PATH ?? DEFAULT_PATH,
      told: {
        checkChanged: (report, events) => {
          this.#telling.checkChanged(report, events);
          this.cluster.factsChanged();
        },
        groupChanged: (change) => this.#telling.groupChanged(change),
        changed: (kind) => this.#telling.changed(kind),
      },
    });
  }

  #createTelling(): Telling {
    const { clock, log, uplink } = this.#deps;
    const packs = () => this.#packs.tree;
    const membership = () => this.cluster.membership;
    const { monitoring } = this;
    return createTelling({ clock, log, sink: uplink.sink, monitoring, packs, membership });
  }

  #createQuestions(): AnswerQuestions {
    const { clock, log, config } = this.#deps;
    const answerers = createAnswerers({
      membership: () => this.cluster.membership,
      evaluators: this.#evaluators,
      packs: () => this.#packs.tree,
      monitoring: this.monitoring,
      runCollector: (name) => this.run(name),
    });
    const own = log.part('questions');
    return new AnswerQuestions({ clock, log: own, answers: config.answers, answerers });
  }

  #configuration(): Json {
    const { config, host } = this.#deps;
    const { hostname } = host;
    return configurationFacts(config, { name: this.name, hostname, groups: this.groups.all() });
  }

  #apply(state: DesiredState): void {
    this.#desired = state;
    this.groups.setGiven(state.groups);
    this.cluster.factsChanged();
    this.#runner.setIntervals(state.collectorIntervalsMs);
    this.#deps.log.info('desired state applied', { revision: state.revision });
  }
}
