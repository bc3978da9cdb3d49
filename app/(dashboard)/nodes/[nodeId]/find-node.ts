import 'server-only';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { isMissing } from '@/app/_lib/is-missing';
import { serverApi } from '@/app/_lib/server-api';
import type { NodeDetail } from '@/common/domain/node';

/** The node of the address; without it there is no such page. */
export async function findNode(nodeId: string): Promise<NodeDetail> {
  return (await lookUpNode(nodeId)) ?? notFound();
}

/** Asked for once a request. */
export const lookUpNode = cache(async (nodeId: string): Promise<NodeDetail | undefined> => {
  const api = await serverApi();
  try {
    return await api.nodes.find({ nodeId });
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
});
