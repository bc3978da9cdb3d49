import { GRANTS } from '@/common/domain/user';
import type { Actor } from '../auth/actor';

const NAME_LENGTH_MAX = 64;

/**
 * Whoever is at the server's own machine, where the database can be read and written anyway.
 * @param name what that end says of itself: nobody vouches for it
 */
export function consoleActor(name: string): Actor {
  return {
    user: {
      id: 'console',
      name: name.slice(0, NAME_LENGTH_MAX),
      email: '',
      role: 'admin',
      grants: [...GRANTS],
    },
    door: { kind: 'console' },
    address: '',
  };
}
