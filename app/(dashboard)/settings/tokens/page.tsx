import { createLoader, type SearchParams } from 'nuqs/server';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';
import { TokenList } from './_components/token-list';
import { tokenParams } from './_components/token-params';

const readParams = createLoader(tokenParams);

export const metadata = { title: 'API tokens' };

interface TokensPageProps {
  readonly searchParams: Promise<SearchParams>;
}

export default async function TokensPage({ searchParams }: TokensPageProps) {
  const user = await requireUser('/settings/tokens');
  const { of } = await readParams(searchParams);
  const isAdmin = user.role === 'admin';
  const api = await serverApi();
  const all = isAdmin && of === 'everybody';
  const [tokens, scopes, { tls }] = await Promise.all([
    api.tokens.list({ all }),
    api.tokens.scopes(),
    api.enrolment.keys(),
  ]);
  const pin = tls.mode === 'own' ? tls.spkiPin : null;
  return <TokenList first={tokens} scopes={scopes} pin={pin} isAdmin={isAdmin} />;
}
