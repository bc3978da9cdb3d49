import 'server-only';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import type { User } from '@/common/domain/user';
import type { Actor } from '@/server/auth/actor';
import { CLIENT_ADDRESS_HEADER } from '@/server/http/client-address';
import { runtime } from '@/server/services';
import { loginPath } from './local-path';

/** Who asks and by which session; asked once a request. */
export const currentActor = cache(async (): Promise<Actor | undefined> => {
  const given = await headers();
  return runtime().services.auth.actorOf(given, given.get(CLIENT_ADDRESS_HEADER) ?? '');
});

export async function currentUser(): Promise<User | undefined> {
  return (await currentActor())?.user;
}

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
