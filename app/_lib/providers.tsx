'use client';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import { type ReactNode, useState } from 'react';
import { apiClient } from './api-client';
import { NowProvider } from './now';
import { createQueryClient } from './query-client';
import { TRPCProvider } from './trpc';

interface ProvidersProps {
  readonly serverNowMs: number;
  readonly children: ReactNode;
}

export function Providers({ serverNowMs, children }: ProvidersProps) {
  const [queryClient] = useState(queryClientOfPage);
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={apiClient()} queryClient={queryClient}>
        <NowProvider serverNowMs={serverNowMs}>
          <NuqsAdapter>{children}</NuqsAdapter>
        </NowProvider>
      </TRPCProvider>
    </QueryClientProvider>
  );
}

let inBrowser: QueryClient | undefined;

function queryClientOfPage(): QueryClient {
  if (typeof window === 'undefined') return createQueryClient();
  inBrowser ??= createQueryClient();
  return inBrowser;
}
