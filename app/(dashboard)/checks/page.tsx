import { createLoader, type SearchParams } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { AppError, messageOf } from '@/common/errors';
import { checkFilterOf, checkParams, checkQueryOf } from './_components/check-params';
import { CheckView } from './_components/check-view';

const readParams = createLoader(checkParams);

export const metadata = { title: 'Checks' };

interface ChecksPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function ChecksPage({ searchParams }: ChecksPageProps) {
  await requireUser('/checks');
  const params = await readParams(searchParams);
  const query = checkQueryOf(params);
  const api = await serverApi();
  try {
    const { view } = params;
    const [page, groups] = await Promise.all([
      api.checks.list(query),
      view === 'list' || view === 'state'
        ? []
        : api.checks.groups({ ...checkFilterOf(params), by: view }),
    ]);
    return <CheckView first={{ page, groups }} firstParams={params} />;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    // An address may hold an expression that is none; the page says where it is wrong.
    if (!AppError.is(cause)) throw error;
    return <CheckView first={{ fault: messageOf(cause) }} firstParams={params} />;
  }
}
