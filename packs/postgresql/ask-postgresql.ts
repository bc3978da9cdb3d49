import {
  type CollectContext,
  missingConfiguration,
  type Outcome,
} from '@/agent/collectors/define-collector';
import { askService, type Unavailable } from '@/agent/collectors/service/ask-service';
import { setSecretFix } from '@/agent/collectors/service/set-parameter-fix';
import { addressOf, queryRows, Refusal, roleOf, watch } from './session';

type Row = Readonly<Record<string, unknown>>;

/** Asks the server of this machine one statement. */
export function askPostgresql<Data>(
  { host, parameters, signal }: Pick<CollectContext, 'host' | 'parameters' | 'signal'>,
  statement: string,
  dataOf: (rows: readonly Row[], latencyMs: number) => Data,
): Promise<Outcome<Data | Unavailable>> {
  const address = addressOf(host, parameters);
  const role = roleOf(host, parameters);
  const make = `sudo -u postgres createuser --role=pg_monitor ${role}`;
  return askService(
    { host, parameters, signal },
    {
      watch,
      address,
      permissionFix: 'Let the user of the agent use that socket.',
      async ask(limit) {
        const begunMs = host.nowMs();
        try {
          const rows = await queryRows({ host, parameters, signal: limit }, statement);
          return { kind: 'data', data: dataOf(rows, host.nowMs() - begunMs) };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          const password = `Where it is there and wants a password: ${setSecretFix('postgresql', 'password')}`;
          return missingConfiguration(
            `PostgreSQL refuses the agent: ${error.message.slice(0, 300)}`,
            `Make the role with: ${make}. ${password}`,
          );
        }
      },
    },
  );
}
