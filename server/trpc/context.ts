import type { User } from '@/common/domain/user';
import type { Services } from '../services';

/** What a procedure knows of its caller. Who it is was read from the session, never from the input. */
export interface Context {
  readonly user: User | undefined;
  readonly services: Services;
}
