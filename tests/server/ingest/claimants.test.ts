import { expect, test } from 'vitest';
import { type Claimant, newClaimant, withClaimant } from '@/server/ingest/claimants';

const machine = { address: '10.0.0.1', hostname: 'box', bootId: 'boot' };
const ticket = (at: number) => new Uint8Array([at]);

test('a copy that shows one ticket after another pushes nobody out who was there before', () => {
  const holder = newClaimant({ ...machine, machineId: 'holder' }, [ticket(1)], 0);
  let claimants: readonly Claimant[] = [holder];
  const show = (machineId: string, at: number) => {
    claimants = withClaimant(claimants, { ...machine, machineId, ticket: ticket(at) }, at);
  };
  show('original', 2);
  for (let at = 3; at < 60; at++) show('flood', at);
  expect(claimants).toHaveLength(16);
  expect(claimants.slice(0, 2).map(({ machineId }) => machineId)).toEqual(['holder', 'original']);
  // The newest is among them, or somebody could never be chosen.
  expect(claimants.at(-1)).toMatchObject({ machineId: 'flood', lastSeenMs: 59 });
  show('original', 2);
  expect(claimants).toHaveLength(16);
});
