import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { User } from '@/common/domain/user';
import { runtime } from '@/server/services';
import { loginPath } from './local-path';

/** Who asks, by the session of the request; asked once a request. */
export const currentUser = cache(async (): Promise<User | undefined> => {
  return runtime().services.auth.userOf(await headers());
});

/**
 * Who asks; whoever has not signed in goes to where that is done, and comes back to `path`.
 * Each page calls it: a layout is not rendered again when a person goes from page to page.
 */
export async function requireUser(path: string): Promise<User> {
  const user = await currentUser();
  if (user !== undefined) return user;
  redirect((await needsSetUp()) ? '/setup' : loginPath(path));
}

/** Whether the first account is still to be made. */
export async function needsSetUp(): Promise<boolean> {
  const { needed } = await runtime().services.setUp.state();
  return needed;
}
