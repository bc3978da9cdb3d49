import { join } from 'node:path';
import type { Clock } from '@/common/clock';
import type { Log } from '@/common/log';
import { GroupStore } from './group-store';
import { NodeGroups } from './node-groups';

export interface OpenNodeGroups {
  readonly clock: Clock;
  readonly log: Log;
  readonly dataDirectory: string;
}

/** The groups of this node as the last run left them. */
export function openNodeGroups({ clock, log, dataDirectory }: OpenNodeGroups): NodeGroups {
  const own = log.part('groups');
  const store = new GroupStore(join(dataDirectory, 'groups.json'), own);
  return new NodeGroups({ clock, log: own, store });
}
