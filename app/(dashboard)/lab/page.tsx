import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { describeFunctions, FUNCTIONS } from '@/common/expression/function-table';
import { Lab } from './_components/lab';

export const metadata = { title: 'Lab' };

export default async function LabPage() {
  await requireUser('/lab');
  const api = await serverApi();
  const { rows } = await api.nodes.list({ pageSize: NODES_OFFERED, sort: 'age' });
  return <Lab nodes={rows} functions={describeFunctions(FUNCTIONS)} />;
}

/** More are found by name. */
const NODES_OFFERED = 50;
