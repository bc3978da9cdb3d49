import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import type { Database } from '../db/database';
import type { Claims } from '../jobs/claims';
import type { Bus } from '../live/bus';
import type { QuestionService } from '../questions/question-service';
import { createMembershipService } from './membership-service';
import { createOpinionStore } from './opinion-store';
import { PeerJudge } from './peer-judge';

export interface MembershipPartDeps {
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly log: Log;
  readonly claims: Claims;
  readonly questions: QuestionService;
}

/** What nodes tell of one another: judged, and shown. */
export function openMembershipPart(deps: MembershipPartDeps) {
  const { database, questions, claims } = deps;
  const opinions = createOpinionStore(database);
  const judge = new PeerJudge({ ...deps, opinions, claim: claims.claim('peers') });
  judge.start();
  return {
    membership: createMembershipService({ ...deps, ask: questions.ask }),
    stop: () => judge.stop(),
  };
}
