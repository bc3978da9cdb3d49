import { authRouter } from '../auth/auth-router';
import { collectorRouter } from '../collectors/collector-router';
import { healthRouter } from '../health/health-router';
import { metricRouter } from '../metrics/metric-router';
import { nodeRouter } from '../nodes/node-router';
import { timelineRouter } from '../timeline/timeline-router';
import { createCallerFactory, router } from './init';

/** Everything that people and scripts may ask of a server. */
export const appRouter = router({
  auth: authRouter,
  collectors: collectorRouter,
  health: healthRouter,
  metrics: metricRouter,
  nodes: nodeRouter,
  timeline: timelineRouter,
});

export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
