import 'server-only';
import { cache } from 'react';
import { runtime } from '@/server/services';
import { currentActor } from './current-user';

/** The server's procedures, called in this process in the name of whoever asked for the page. */
export const serverApi = cache(async () => {
  const { router, services } = runtime();
  const actor = await currentActor();
  return router.createCaller({ actor, address: actor?.address ?? '', services });
});
