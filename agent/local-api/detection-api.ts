import type {
  DetectorCard,
  DetectorExplanation,
  GroupChange,
  GroupMembership,
} from '@/common/domain/detection';
import type { RoleCard, RoleExplanation } from '@/common/domain/role';
import type { DetectorRun } from '../detection/detection';

/** What the agent answers of its detectors, groups and roles. */
export interface DetectionApi {
  /** GET /v1/detectors; GET /agent/detectors in the form of the original */
  detectors(): readonly DetectorCard[];
  /**
   * POST /v1/detectors/run and /v1/detectors/:name/run; GET /agent/detectors/run[/:name] in the
   * form of the original.
   * @throws {AppError} NOT_FOUND
   */
  runDetectors(name?: string): Promise<readonly DetectorRun[]>;
  /** GET /v1/detectors/:name/explain @throws {AppError} NOT_FOUND */
  explainDetector(name: string): Promise<DetectorExplanation>;
  /** GET /v1/groups; GET /agent/detectors/state: the names of those that detectors gave */
  memberships(): readonly GroupMembership[];
  /** GET /v1/history/groups; GET /agent/detectors/history. Oldest first. */
  groupHistory(): readonly GroupChange[];
  /**
   * PUT and DELETE /v1/groups/:group, POST /agent/parameters/(add|remove)/groups/:group: until the
   * next start, which reads the configuration.
   * @returns whether that changed something
   * @throws {AppError} INVALID for what cannot be the name of a group
   */
  configureGroup(change: 'add' | 'remove', group: string): boolean;
  /** GET /v1/roles; GET /state/services and /monitoring/services. Those that this node plays. */
  roles(): readonly RoleCard[];
  /** GET /v1/roles/:name; GET /state/services/:name @throws {AppError} NOT_FOUND */
  role(name: string): RoleCard;
  /** GET /v1/roles/:name/explain @throws {AppError} NOT_FOUND */
  explainRole(name: string): Promise<RoleExplanation>;
  /**
   * PUT /v1/roles/:name and /monitoring/services/:name with what its file would hold: a role of the
   * level local, in force when this resolves.
   * @throws {AppError} INVALID; NOT_FOUND for an unknown pack; FORBIDDEN for one that runs a program;
   * CONFLICT for a service with the name of a check
   */
  defineRole(name: string, document: object): Promise<RoleCard>;
  /** DELETE /v1/roles/:name and /monitoring/services/:name @returns its file @throws {AppError} NOT_FOUND */
  removeRole(name: string): Promise<string>;
}
