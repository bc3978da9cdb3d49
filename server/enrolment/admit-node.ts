import type { Clock } from '@/common/clock';
import { AppError } from '@/common/errors';
import { nodeIdOf } from '@/common/node/node-id';
import {
  type Enrolled,
  type EnrolmentFacts,
  type EnrolmentRequest,
  enrolmentFacts,
} from '@/common/protocol/enrolment';
import type { AuditService } from '../audit/audit-service';
import type { Database, Sql } from '../db/database';
import { isWithin, parseAddressRange } from '../http/address-range';
import { nodeOfKey } from '../ingest/node-record';
import type { Bus } from '../live/bus';
import type { TimelineStore } from '../timeline/timeline-store';
import { findToken, spendToken, type TokenRow } from './enrolment-token-store';
import type { RefusalLedger } from './refusal-ledger';

export interface AdmitNodeDeps {
  readonly database: Database;
  readonly audit: AuditService;
  readonly entries: TimelineStore;
  readonly refusals: RefusalLedger;
  readonly bus: Bus;
  readonly clock: Clock;
}

export interface NodeAdmitter {
  /**
   * Lets a new node in. The same key again is the same node, and uses nothing up.
   * @param check throws unless the request is signed by its own key and by the one given
   * @throws {AppError} FORBIDDEN with what is wrong with the join string; INVALID
   */
  admit(
    request: EnrolmentRequest,
    address: string,
    check: (tokenKey: Uint8Array) => void,
  ): Promise<Enrolled>;
}

interface Newcomer {
  readonly request: EnrolmentRequest;
  readonly facts: EnrolmentFacts;
  readonly token: TokenRow;
  readonly address: string;
}

export function createNodeAdmitter(deps: AdmitNodeDeps): NodeAdmitter {
  const { database, refusals } = deps;

  return {
    async admit(request, address, check) {
      const facts = factsOf(request.factsJson);
      const { tokenId } = request;
      const token = await findToken(database, tokenId);
      if (token === undefined) {
        await refusals.noteStranger();
        throw refused('this server does not know its token');
      }
      try {
        check(token.publicKey);
        checkAddress(token, address);
        return await enter(deps, { request, facts, token, address });
      } catch (error) {
        if (!AppError.is(error) || error.code === 'BUSY') throw error;
        const { hostname } = facts;
        await refusals.note({ tokenId, address, hostname, reason: error.message });
        throw error;
      }
    },
  };
}

async function enter(deps: AdmitNodeDeps, newcomer: Newcomer): Promise<Enrolled> {
  const { database, bus, clock } = deps;
  const now = new Date(clock.wallMs());
  const done = await database.transaction(async (sql) => {
    const known = await nodeOfKey(sql, newcomer.request.publicKey);
    if (known !== undefined) {
      if (known.admission === 'active' || known.admission === 'pending') {
        return { nodeId: known.id, admission: known.admission, told: [] };
      }
      throw new AppError(
        'FORBIDDEN',
        `This node was shut out (${known.admissionReason || known.admission}): run "opsbro agent rekey" first.`,
      );
    }
    if (!(await spendToken(sql, newcomer.token.id, now)))
      throw refused(whyUnusable(newcomer.token, now));
    return add(sql, deps, newcomer, now);
  });
  const { nodeId, admission, told } = done;
  for (const entry of told) bus.publish({ kind: 'timeline', entry });
  if (told.length > 0) {
    const { token, facts } = newcomer;
    const what = admission === 'pending' ? 'pending' : 'enrolled';
    bus.publish({ kind: 'node', nodeId });
    bus.publish({ kind: 'enrolment', what, nodeId, name: facts.hostname, tokenId: token.id });
  }
  return { nodeId, admission };
}

async function add(sql: Sql, deps: AdmitNodeDeps, newcomer: Newcomer, now: Date) {
  const { request, facts, token, address } = newcomer;
  const nodeId = nodeIdOf(request.publicKey);
  const admission = token.needsApproval ? 'pending' : 'active';
  await sql.query(
    `INSERT INTO "Node" (id, "publicKey", hostname, name, groups, "memberOf", zone, "agentVersion", admission,
       "admissionAt", "enrolledAt", "machineId", "bootId", "lastAddress", "enrolmentTokenId",
       "enrolmentFacts", addresses, os)
     VALUES ($1, $2, $3, $3, $4, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12, $13::jsonb, $14, $15)`,
    [
      nodeId,
      request.publicKey,
      facts.hostname,
      token.groups,
      token.zone,
      request.agentVersion,
      admission,
      now,
      facts.machineId,
      facts.bootId,
      address,
      token.id,
      JSON.stringify(facts),
      facts.addresses,
      facts.os,
    ],
  );
  await deps.audit.record(sql, {
    by: `agent:${nodeId}`,
    action: 'node.enrol',
    target: `node:${nodeId}`,
    targetName: facts.hostname,
    after: { admission, address, token: token.id, note: token.note, groups: token.groups },
  });
  const told = await deps.entries.add(sql, [
    {
      atMs: now.getTime(),
      kind: admission === 'pending' ? 'node-pending' : 'node-enrolled',
      nodeId,
      actor: token.createdByName,
      text: `${admission === 'pending' ? 'asks to be let in' : 'was enrolled'}, from ${address}`,
    },
  ]);
  return { nodeId, admission, told } as const;
}

function factsOf(json: string): EnrolmentFacts {
  try {
    return enrolmentFacts.parse(JSON.parse(json));
  } catch (error) {
    throw new AppError('INVALID', 'What the machine tells of itself is not in the expected form.', {
      cause: error,
    });
  }
}

function checkAddress({ addressRange }: TokenRow, address: string): void {
  if (addressRange === '') return;
  const range = parseAddressRange(addressRange);
  if (range !== undefined && isWithin(address, range)) return;
  throw refused(`it is good for ${addressRange} alone, and this machine comes from ${address}`);
}

function whyUnusable({ revokedAt, expiresAt }: TokenRow, now: Date): string {
  if (revokedAt !== null) return 'it was revoked';
  return expiresAt <= now ? 'it has expired' : 'it is used up';
}

function refused(why: string): AppError {
  return new AppError(
    'FORBIDDEN',
    `The join string lets nobody in: ${why}. Make a new one on the page "Add a node".`,
  );
}
