import { auditQuery } from '@/common/domain/audit';
import { adminProcedure, router } from '../trpc/init';

export const auditRouter = router({
  /** What was changed, newest first. */
  list: adminProcedure.input(auditQuery).query(({ ctx, input }) => ctx.services.audit.list(input)),

  /** Follows the whole log from its first row: whether one was altered, inserted or removed. */
  verify: adminProcedure.query(({ ctx }) => ctx.services.audit.verify()),
});
