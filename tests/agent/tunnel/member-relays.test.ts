import { once } from 'node:events';
import { expect, test } from 'vitest';
import { MemberRelays } from '@/agent/tunnel/member-relays';
import type { TunnelOpening } from '@/agent/tunnel/tunnel-wire';
import { CHECK_STATES } from '@/common/domain/check';
import type { MemberCard, MemberView } from '@/common/domain/member';

const NO_CHECKS = Object.fromEntries(
  CHECK_STATES.map((state) => [state, 0]),
) as MemberCard['checks'];

function member(
  name: string,
  { card = {}, ...view }: Partial<Omit<MemberView, 'card'>> & { card?: Partial<MemberCard> } = {},
): MemberView {
  return {
    card: {
      id: name.padEnd(26, 'a'),
      incarnation: 1,
      bootEpochMs: 1,
      name,
      hostname: name,
      addresses: [`${name}:6768`],
      zone: 'lan',
      groups: [],
      groupsLeftOut: 0,
      isRelay: true,
      canRelay: true,
      roles: [],
      checks: NO_CHECKS,
      agentVersion: '1.0.0',
      protocol: [1, 1],
      ...card,
    },
    state: 'alive',
    sinceMs: 0,
    accusations: [],
    heardMs: 0,
    roundTripMs: null,
    ...view,
  };
}

function relaysOf(others: readonly MemberView[]) {
  const self = member('self');
  const opened: (TunnelOpening & { readonly to: string })[] = [];
  const relays = new MemberRelays(() => ({
    membership: {
      self,
      members: () => [self, ...others],
      find: (name) => others.find(({ card }) => card.id === name),
    },
    wire: {
      open: async (to, opening) => {
        opened.push({ to, ...opening });
        throw new Error('nobody there');
      },
    },
  }));
  return { relays, opened };
}

test('asked are the relays that are alive, those of the own zone first, the fastest of them first', () => {
  const { relays } = relaysOf([
    member('far', { card: { zone: 'top' }, roundTripMs: 1 }),
    member('slow', { roundTripMs: 30 }),
    member('never-asked'),
    member('fast', { roundTripMs: 2 }),
    member('silent', { state: 'suspect' }),
    member('gone', { state: 'dead' }),
    member('none', { card: { isRelay: false } }),
  ]);
  expect(relays.list().map(({ name }) => name)).toEqual(['fast', 'slow', 'never-asked', 'far']);
});

test('a tunnel is opened where the relay gossips, and says through how many it came', async () => {
  const { relays, opened } = relaysOf([member('near')]);
  const [near] = relays.list();
  if (near === undefined) throw new Error('no relay');
  const [error] = await once(relays.dial(near, 2), 'error').catch((thrown) => [thrown]);
  expect(error).toMatchObject({ message: 'nobody there' });
  expect(opened).toEqual([{ to: 'near:6768', hops: 2 }]);
});

test('one that was forgotten meanwhile is not reached, in a sentence', async () => {
  const { relays } = relaysOf([]);
  const stream = relays.dial({ id: 'x', name: 'near' }, 0);
  const [error] = await once(stream, 'error').catch((thrown) => [thrown]);
  expect(error).toMatchObject({ message: 'The relay near is not known any more.' });
});
