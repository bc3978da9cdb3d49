'use client';
import { useEffect } from 'react';
import type { ApiCall } from './call-text';
import { createStore, useStore } from './store';

export interface CopyCall extends ApiCall {
  /** What it gives: `The nodes of this list`. */
  readonly title: string;
  /** The same on a terminal of the node itself: `opsbro collectors state`. */
  readonly onNode?: string | undefined;
}

const NONE: readonly CopyCall[] = [];
const calls = createStore(NONE);

/** While the component is there, “Copy as” offers what it asks of the server. */
export function useCopyCall(call: CopyCall): void {
  const written = JSON.stringify(call);
  useEffect(() => {
    const offered = JSON.parse(written) as CopyCall;
    calls.set([...calls.get(), offered]);
    return () => calls.set(calls.get().filter((other) => other !== offered));
  }, [written]);
}

/** What this page asks of the server. */
export function useCopyCalls(): readonly CopyCall[] {
  return useStore(calls, NONE);
}
