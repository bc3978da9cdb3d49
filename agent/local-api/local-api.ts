import type {
  CheckExplanation,
  CheckHistoryEntry,
  CheckReport,
} from '@/common/domain/check-report';
import type { CollectorState } from '@/common/domain/collector';
import type { FactValue } from '@/common/domain/fact';
import type { SeriesDescription } from '@/common/domain/metric';
import type { Explanation } from '@/common/expression/explain';
import type { FunctionDoc } from '@/common/expression/function-table';
import type { ToldResult } from '../checks/check-runner';
import type { CollectorReport } from '../collectors/runner';
import type { SettingInForce } from '../config/settings-in-force';
import type { UplinkStatus } from '../uplink/uplink-status';
import type { ClusterApi } from './cluster-api';
import type { DetectionApi } from './detection-api';

/** What the agent answers on its socket, to the `opsbro` command and whoever may open it. */
export interface LocalApi extends DetectionApi, ClusterApi {
  /** GET /v1/agent */
  info(): AgentInfo;
  /** GET /v1/collectors */
  collectors(): readonly CollectorReport[];
  /** GET /v1/collectors/:name @throws {AppError} NOT_FOUND */
  collector(name: string): CollectorDetail;
  /** POST /v1/collectors/:name/run @throws {AppError} NOT_FOUND, CONFLICT, BUSY */
  run(name: string): Promise<CollectorDetail>;
  /** GET /v1/evaluator; GET /agent/evaluator/list in the form of the original */
  functions(): readonly FunctionDoc[];
  /**
   * POST /v1/evaluator with `{"expression": "…"}`, and `"pack"` to name whose parameters it sees; POST /agent/evaluator/eval with the form of the
   * original, `expr` in base64, which answers the value alone.
   * @throws {AppError} INVALID for a text that is no expression; NOT_FOUND for an unknown pack
   */
  evaluate(expression: string, pack?: string): Promise<Explanation>;
  /**
   * GET /v1/checks; GET /monitoring/state, that with the id of this node behind it (as
   * /agent/state/:id too), and /monitoring/checks in the form of the original
   */
  checks(): readonly CheckReport[];
  /** GET /v1/checks/:name; GET /monitoring/checks/:name @throws {AppError} NOT_FOUND */
  check(name: string): CheckReport;
  /** GET /v1/history/checks; GET /monitoring/history/checks. Oldest first. */
  checkHistory(): readonly CheckHistoryEntry[];
  /** GET /v1/checks/:name/explain @throws {AppError} NOT_FOUND */
  explainCheck(name: string): Promise<CheckExplanation>;
  /**
   * POST /v1/checks/:name/result with `{"state": "ok", "output": "…"}`; POST
   * /v1/checks/:name/heartbeat, which is an ok.
   * @throws {AppError} NOT_FOUND; CONFLICT for a check that runs by itself
   */
  tellCheck(name: string, result: ToldResult): CheckReport;
  /** POST /v1/checks/:name/run @throws {AppError} NOT_FOUND; CONFLICT for a passive one */
  runCheck(name: string): Promise<CheckReport>;
  /**
   * PUT /v1/checks/:name and /monitoring/checks/:name with what its file would hold: a check of the
   * level local, in force when this resolves.
   * @throws {AppError} INVALID; NOT_FOUND for an unknown pack; FORBIDDEN for one that runs a program
   */
  defineCheck(name: string, document: unknown): Promise<CheckReport>;
  /** DELETE /v1/checks/:name and /monitoring/checks/:name @returns its file @throws {AppError} NOT_FOUND */
  removeCheck(name: string): Promise<string>;
  /** GET /v1/settings */
  settings(): readonly SettingInForce[];
  /** POST /v1/change-key @throws {AppError} CONFLICT for an agent without a server */
  changeKey(): void;
  /** POST /v1/stop */
  stop(): void;
}

export interface AgentInfo {
  readonly version: string;
  readonly nodeId: string;
  /** Raw Ed25519, base64. */
  readonly publicKey: string;
  readonly hostname: string;
  /** As people named it, on the page or in its configuration; else the host name. */
  readonly name: string;
  readonly groups: readonly string[];
  readonly pid: number;
  readonly startedMs: number;
  readonly dataDirectory: string;
  readonly uplink: UplinkStatus;
  readonly collectors: Readonly<Record<CollectorState, number>>;
  readonly rssBytes: number;
  /** Processor time since the start. */
  readonly cpuMs: number;
}

export interface CollectorDetail extends CollectorReport {
  /** The last good data; null while there are none. */
  readonly data: {
    readonly atMs: number;
    readonly samples: readonly { readonly series: SeriesDescription; readonly value: number }[];
    readonly facts: FactValue;
  } | null;
}

/** How an error is answered. */
export interface LocalError {
  readonly error: { readonly code: string; readonly message: string };
}

/** Whatever the caller sends is read up to here and no further. */
export const BODY_BYTES_MAX = 65_536;
