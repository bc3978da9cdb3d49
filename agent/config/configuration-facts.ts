import type { Json } from '@/common/json';
import type { AgentInfo } from '../local-api/local-api';
import type { AgentConfig } from './config';

/** What `{{configuration.…}}` names: nothing of it is secret. */
export function configurationFacts(
  config: AgentConfig,
  { name, hostname, groups }: Pick<AgentInfo, 'name' | 'hostname' | 'groups'>,
): Json {
  return {
    name,
    hostname,
    groups: [...groups],
    data: config.dataDirectory,
    packs: config.packsDirectory,
    server: config.server,
    log_level: config.logLevel,
  };
}
