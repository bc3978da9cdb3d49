import { z } from 'zod';
import { MEMBER_STATES, type MemberView } from '@/common/domain/member';
import { formatDuration } from '@/common/duration';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { memberStateText } from '../../member-text';
import { negativeResult } from '../../negative-result';
import type { Output } from '../../output';
import { timeoutOption } from '../../timeout-option';
import { waitUntil } from '../../wait-until';

export default defineCommand({
  path: 'gossip wait-members',
  summary: 'Wait until there are members of a name, group or state; exit code 2 when not.',
  options: {
    name: z.string().optional().describe('Only that of an id, a name or a host name.'),
    displayName: z.string().optional().describe('Only that which people call so.'),
    group: z.string().optional().describe('Only members of a group.'),
    zone: z.string().optional().describe('Only members of a zone.'),
    state: z.enum(MEMBER_STATES).default('alive').describe('In which state; alive.'),
    count: z.coerce
      .number('expected a whole number')
      .int('expected a whole number')
      .min(1, 'expected at least 1')
      .default(1)
      .describe('How many at least; 1.'),
    timeout: timeoutOption(30_000),
    json: jsonOption,
  },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const what = describe(options);
      const found = await waitUntil({
        out,
        timeoutMs: options.timeout,
        ask: async () => (await client.members()).filter((member) => isMeant(member, options)),
        isDone: (members) => members.length >= options.count,
        describe: (members) => `waiting for ${what}: ${members.length} so far`,
      });
      if (options.json) out.json(found);
      if (found.length < options.count) {
        const waited = formatDuration(options.timeout);
        out.error(`${found.length} instead of ${what} after ${waited}`);
        return 2;
      }
      if (!options.json) out.line(foundText(found, out));
      return 0;
    });
  },
});

interface Meant {
  readonly name?: string | undefined;
  readonly displayName?: string | undefined;
  readonly group?: string | undefined;
  readonly zone?: string | undefined;
  readonly state: MemberView['state'];
  readonly count: number;
}

function isMeant({ card, state }: MemberView, meant: Meant): boolean {
  const { name, displayName, group, zone } = meant;
  if (state !== meant.state) return false;
  if (name !== undefined && ![card.id, card.name, card.hostname].includes(name)) return false;
  if (displayName !== undefined && card.name !== displayName) return false;
  if (zone !== undefined && card.zone !== zone) return false;
  return group === undefined || card.groups.includes(group);
}

/** `3 alive members in the group web` */
function describe({ name, displayName, group, zone, state, count }: Meant): string {
  const parts = [`${count} ${state} ${count === 1 ? 'member' : 'members'}`];
  const called = [name, displayName].filter((each) => each !== undefined);
  if (called.length > 0) parts.push(`called ${called.join(' and ')}`);
  if (group !== undefined) parts.push(`in the group ${group}`);
  if (zone !== undefined) parts.push(`in the zone ${zone}`);
  return parts.join(' ');
}

const NAMED_MAX = 10;

function foundText(members: readonly MemberView[], out: Output): string {
  const names = members.slice(0, NAMED_MAX).map(({ card }) => card.name);
  const rest = members.length - names.length;
  const [first] = members;
  const state = first === undefined ? '' : memberStateText(first.state, out);
  return `${state}: ${names.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}
