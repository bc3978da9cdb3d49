import { auditRouter } from '../audit/audit-router';
import { authRouter } from '../auth/auth-router';
import { backupRouter } from '../backups/backup-router';
import { checkRouter } from '../checks/check-router';
import { collectorRouter } from '../collectors/collector-router';
import { configurationRouter } from '../configuration/configuration-router';
import { enrolmentRouter } from '../enrolment/enrolment-router';
import { groupRouter } from '../groups/group-router';
import { healthRouter } from '../health/health-router';
import { labRouter } from '../lab/lab-router';
import { membershipRouter } from '../membership/membership-router';
import { metricRouter } from '../metrics/metric-router';
import { nodeRouter } from '../nodes/node-router';
import { roleRouter } from '../roles/role-router';
import { searchRouter } from '../search/search-router';
import { timelineRouter } from '../timeline/timeline-router';
import { tokenRouter } from '../tokens/token-router';
import { accountRouter } from '../users/account-router';
import { userRouter } from '../users/user-router';
import { zoneRouter } from '../zones/zone-router';
import { createCallerFactory, router } from './init';

/** Everything that people and scripts may ask of a server. */
export const appRouter = router({
  account: accountRouter,
  audit: auditRouter,
  auth: authRouter,
  backups: backupRouter,
  checks: checkRouter,
  collectors: collectorRouter,
  configuration: configurationRouter,
  enrolment: enrolmentRouter,
  groups: groupRouter,
  health: healthRouter,
  lab: labRouter,
  membership: membershipRouter,
  metrics: metricRouter,
  nodes: nodeRouter,
  roles: roleRouter,
  search: searchRouter,
  timeline: timelineRouter,
  tokens: tokenRouter,
  users: userRouter,
  zones: zoneRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
