import type { z } from 'zod';

const FAULTS_MAX = 3;

/** What is wrong with an input, in a line: `tokenId: Invalid string; groups.0: Too short.` */
export function inputFaults({ issues }: z.ZodError): string {
  const faults = issues.slice(0, FAULTS_MAX).map(({ path, message }) => {
    const place = path.map(String).join('.');
    return place === '' ? message : `${place}: ${message}`;
  });
  return `${faults.join('; ').replace(/\.$/, '')}.`;
}
