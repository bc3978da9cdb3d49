import 'server-only';
import { cache } from 'react';
import { runtime } from '@/server/services';
import { currentUser } from './current-user';

/** The server's procedures, called in this process in the name of whoever asked for the page. */
export const serverApi = cache(async () => {
  const { router, services } = runtime();
  return router.createCaller({ user: await currentUser(), services });
});
