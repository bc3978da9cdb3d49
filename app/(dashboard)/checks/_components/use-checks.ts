'use client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePausedAtMs } from '@/app/_lib/live-store';
import { useTRPC } from '@/app/_lib/trpc';
import { useCheckPulse } from '@/app/_lib/use-check-pulse';
import type { CheckQuery } from '@/common/domain/check-query';
import type { CheckPage, CheckRow } from '@/common/domain/check-view';

/** Nodes that go silent say nothing of it. */
const REFRESH_MS = 10_000;

export interface ChecksAsked {
  readonly query: CheckQuery;
  readonly first: CheckPage | undefined;
  readonly firstQuery: CheckQuery;
  /** While somebody points at the rows they keep their places. */
  readonly held: boolean;
}

export interface ChecksData {
  /** The old page stays until the new one is here; undefined where none could be read. */
  readonly page: CheckPage | undefined;
  readonly isOld: boolean;
  readonly error: string | undefined;
  readonly refresh: () => void;
}

/** A page of checks, asked for again whenever one of them changes. */
export function useChecks({ query, first, firstQuery, held }: ChecksAsked): ChecksData {
  const trpc = useTRPC();
  const paused = usePausedAtMs() !== null;
  const isFirst = first !== undefined && JSON.stringify(query) === JSON.stringify(firstQuery);
  const { data, error, refetch, isPlaceholderData } = useQuery(
    trpc.checks.list.queryOptions(query, {
      ...(isFirst ? { initialData: first } : {}),
      placeholderData: keepPreviousData,
      staleTime: REFRESH_MS,
      gcTime: REFRESH_MS,
      refetchInterval: paused ? false : REFRESH_MS,
      refetchOnWindowFocus: !paused,
    }),
  );
  useCheckPulse(query.nodeId === undefined ? undefined : [query.nodeId], () => void refetch());
  const page = useSteadyRows(data ?? first, held, JSON.stringify(query));
  return {
    page,
    isOld: isPlaceholderData || data === undefined,
    error: error?.message,
    refresh: () => void refetch(),
  };
}

/** While they are held, rows stand where they stood, new ones below them. */
function useSteadyRows(
  page: CheckPage | undefined,
  held: boolean,
  key: string,
): CheckPage | undefined {
  const [steady, setSteady] = useState<{ key: string; ids: readonly string[] }>();
  if (!held) {
    if (steady !== undefined) setSteady(undefined);
    return page;
  }
  if (page === undefined) return page;
  if (steady?.key !== key) {
    setSteady({ key, ids: page.rows.map(idOf) });
    return page;
  }
  return { ...page, rows: inPlace(steady.ids, page.rows) };
}

export function idOf({ nodeId, check }: CheckRow): string {
  return `${nodeId} ${check}`;
}

function inPlace(ids: readonly string[], rows: readonly CheckRow[]): CheckRow[] {
  const place = new Map(ids.map((id, index) => [id, index]));
  const placeOf = (row: CheckRow) => place.get(idOf(row)) ?? ids.length;
  return [...rows].sort((a, b) => placeOf(a) - placeOf(b));
}
