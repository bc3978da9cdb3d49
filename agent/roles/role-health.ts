import type { CheckReport } from '@/common/domain/check-report';
import type { RoleHealth } from '@/common/domain/role';
import { ExpressionError } from '@/common/expression/fault';
import type { Surroundings } from '@/common/expression/frame';
import { isTrue, Missing } from '@/common/expression/values';
import { isNamed } from './check-scope';
import type { CompiledRole } from './compiled-role';

export interface FoundHealth {
  readonly health: RoleHealth;
  /** A sentence that names the checks at fault; empty while it passes. */
  readonly reason: string;
}

const REASON_LENGTH = 1_024;

/**
 * How a role does. Where its condition does not hold, what the checks that it looks at say decides:
 * with a problem among them it fails; while nobody knows, as just after a start, it is unknown.
 */
export async function roleHealth(
  role: CompiledRole,
  around: Surroundings,
  reports: readonly CheckReport[],
): Promise<FoundHealth> {
  try {
    const value = await role.healthyIf.resolve(around);
    if (value instanceof Missing) return unknown(value.reason);
    return isTrue(value) ? { health: 'passing', reason: '' } : notHealthy(role, reports);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return unknown(`healthy_if: ${error.sentence}`);
  }
}

function notHealthy({ paths, healthyIf }: CompiledRole, reports: readonly CheckReport[]) {
  const looked = reports.filter(
    (report) => report.applies && paths.some((path) => isNamed(report, path)),
  );
  const bad = looked.filter(({ state }) => state === 'critical' || state === 'warning');
  if (bad.length > 0) return failing(bad.map(sentence).join('; '));
  const vague = looked.filter(({ state }) => state !== 'ok');
  if (vague.length > 0) return unknown(vague.map(sentence).join('; '));
  return failing(`${healthyIf.text} is not true`);
}

function sentence({ id, state, output }: CheckReport): string {
  const [line = ''] = output.split('\n');
  return line === '' ? `${id} is ${state}` : `${id} is ${state}: ${line}`;
}

function failing(reason: string): FoundHealth {
  return { health: 'failing', reason: reason.slice(0, REASON_LENGTH) };
}

function unknown(reason: string): FoundHealth {
  return { health: 'unknown', reason: reason.slice(0, REASON_LENGTH) };
}
