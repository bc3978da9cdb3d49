import { Card } from '@/app/_components/ui/card';
import { RelativeTime } from '@/app/_components/ui/relative-time';
import { RowTh, Table, Td, Th } from '@/app/_components/ui/table';
import { accusationWords } from '@/common/domain/accusation-words';
import type { MemberEventView } from '@/common/domain/membership-view';

interface MemberEventsProps {
  readonly events: readonly MemberEventView[];
  readonly names: Readonly<Record<string, string>>;
}

/** Everything that its peers saw of it, suspicions that it refuted too. */
export function MemberEvents({ events, names }: MemberEventsProps) {
  if (events.length === 0) return null;
  return (
    <Card flush title="History" note="newest first">
      <Table
        caption="What its peers saw of it"
        className="cards-on-phones [&_tbody_tr:last-child>*]:border-b-0"
      >
        <thead>
          <tr>
            <Th>When</Th>
            <Th>What</Th>
            <Th>Why</Th>
            <Th>Told by</Th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <tr key={event.eventId}>
              <RowTh>
                <RelativeTime atMs={event.atMs} />
              </RowTh>
              <Td label="What">{WORDS[event.change]}</Td>
              <Td label="Why" className="[overflow-wrap:anywhere] text-ink-2">
                {whyOf(event, names)}
              </Td>
              <Td label="Told by" className="[overflow-wrap:anywhere] text-ink-2">
                {event.witnesses.join(', ')}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const WORDS: Readonly<Record<MemberEventView['change'], string>> = {
  joined: 'joined',
  suspected: 'suspected',
  refuted: 'refuted it',
  died: 'died',
  returned: 'came back',
  left: 'left',
  forgotten: 'forgotten',
  renamed: 'renamed',
  'zone-changed': 'zone changed',
  'relay-changed': 'relay changed',
  'groups-changed': 'groups changed',
  twice: 'there twice',
};

function whyOf(
  { accusations, detail }: MemberEventView,
  names: MemberEventsProps['names'],
): string {
  const why = accusationWords(accusations, (id) => names[id] ?? id.slice(0, 8));
  return why === '' ? detail : why;
}
