import type { MemberChange } from '@/common/domain/member';
import { defineCommand } from '../../define-command';
import { jsonOption } from '../../json-option';
import { changeText } from '../../member-change-text';
import { evidenceText, namesOf } from '../../member-text';
import { momentText } from '../../moment-text';
import { negativeResult } from '../../negative-result';

export default defineCommand({
  path: 'gossip history',
  summary: 'List what happened to the members of the cluster, oldest first.',
  options: { json: jsonOption },
  arguments: {},
  async run({ options, agent, out }) {
    const client = await agent();
    return negativeResult(out, async () => {
      const [changes, members] = await Promise.all([client.memberHistory(), client.members()]);
      if (options.json) {
        out.json(changes);
        return 0;
      }
      if (changes.length === 0) {
        out.line('nothing happened yet');
        return 0;
      }
      const nameOf = namesOf(members);
      const isZoned = new Set(changes.map(({ zone }) => zone)).size > 1;
      const why = (change: MemberChange) =>
        [change.detail, evidenceText(change, nameOf)].filter((text) => text !== '').join('; ');
      await out.table({
        columns: [
          { title: 'when (UTC)' },
          ...(isZoned ? [{ title: 'zone' }] : []),
          { title: 'name' },
          { title: 'what' },
          { title: 'why', flexible: true },
        ],
        rows: changes.map((change) => [
          momentText(change.atMs),
          ...(isZoned ? [change.zone] : []),
          change.name,
          changeText(change.change, out),
          why(change),
        ]),
      });
      return 0;
    });
  },
});
