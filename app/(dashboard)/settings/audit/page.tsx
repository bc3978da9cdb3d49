import { createLoader, type SearchParams } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { NeedsRole } from '../_components/needs-role';
import { AuditLog } from './_components/audit-log';
import { auditParams, auditQueryOf } from './_components/audit-params';

const readParams = createLoader(auditParams);

export const metadata = { title: 'Audit log' };

interface AuditPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function AuditLogPage({ searchParams }: AuditPageProps) {
  const user = await requireUser('/settings/audit');
  if (user.role !== 'admin') return <NeedsRole needed="admin" own={user.role} />;
  const query = auditQueryOf(await readParams(searchParams));
  const api = await serverApi();
  return <AuditLog first={await api.audit.list(query)} firstQuery={query} />;
}
