import type { TokenScope } from '@/common/domain/api-token';
import type { Policy } from '../auth/policy';

/** Of a procedure, what decides which scope it asks for. */
interface ScopedProcedure {
  readonly _def: {
    readonly type: 'query' | 'mutation' | 'subscription';
    readonly meta?: unknown;
  };
}

const EVERYTHING: readonly TokenScope[] = [
  { scope: '*:read', help: 'Read everything that its owner may read' },
  { scope: '*:write', help: 'Change everything that its owner may change' },
];

/**
 * Which scopes there are: one for reading and one for changing in each area of the router, where a
 * token can do such a thing at all; and one for each extra permission that something asks for, which
 * is needed beside.
 * @param procedures of a router by path, `nodes.edit`; its type says that they are nested
 */
export function scopesOf(procedures: object): TokenScope[] {
  const verbs = new Map<string, string[]>();
  const grants = new Map<string, TokenScope>();
  for (const [path, { _def }] of Object.entries<ScopedProcedure>({ ...procedures })) {
    const policy = policyOf(_def.meta);
    if (policy === undefined || policy.role === 'anyone' || policy.proven) continue;
    const { grant } = policy;
    if (grant !== undefined) {
      grants.set(grant, { scope: grant, help: `Use the extra permission "${grant}" of its owner` });
    }
    const [area = '', verb = ''] = path.split('.');
    const scope = `${area}:${_def.type === 'mutation' ? 'write' : 'read'}`;
    verbs.set(scope, [...(verbs.get(scope) ?? []), verb]);
  }
  const scopes = [...verbs].map(([scope, names]) => ({ scope, help: names.sort().join(', ') }));
  scopes.sort((a, b) => a.scope.localeCompare(b.scope));
  return [...EVERYTHING, ...grants.values(), ...scopes];
}

/** What a procedure was declared with; undefined for one that has no policy. */
export function policyOf(meta: unknown): Policy | undefined {
  if (typeof meta !== 'object' || meta === null || !('policy' in meta)) return undefined;
  return meta.policy as Policy;
}
