import { definePackFunction } from '@/common/expression/pack-function';

const DAY_MINUTES = 24 * 60;

/** For checks and rules that mind the hour: `within_hours('22:00', '06:00')`. */
export default definePackFunction({
  name: 'within_hours',
  group: 'time',
  summary:
    'Whether the time of day is between two others; the night when the second is the earlier.',
  parameters: [
    { name: 'first', kind: 'text', help: 'Such as 22:00; that minute is within.' },
    { name: 'last', kind: 'text', help: 'Such as 06:00; that minute is not.' },
    {
      name: 'zone',
      kind: 'text',
      default: '',
      help: 'A time zone such as Europe/Paris; that of the machine when empty.',
    },
  ],
  returns: 'True or False',
  examples: [
    ["within_hours('00:00', '24:00')", 'True'],
    ["within_hours('12:00', '12:00', zone='UTC')", 'False'],
  ],
  run({ first, last, zone }, { wallMs }) {
    const from = minutesOf(first);
    const to = minutesOf(last);
    const now = minutesAt(wallMs, zone);
    return from <= to ? from <= now && now < to : now >= from || now < to;
  },
});

function minutesOf(text: string): number {
  const [, hours = '', minutes = ''] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  const total = Number(hours) * 60 + Number(minutes);
  if (hours !== '' && Number(minutes) < 60 && total <= DAY_MINUTES) return total;
  throw new Error(`expected a time of day such as 22:00, found ${text.slice(0, 40)}`);
}

function minutesAt(wallMs: number, zone: string): number {
  try {
    const parts = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      ...(zone === '' ? {} : { timeZone: zone }),
    }).format(wallMs);
    const [hours = '', minutes = ''] = parts.split(':');
    return Number(hours) * 60 + Number(minutes);
  } catch {
    throw new Error(`there is no time zone ${zone.slice(0, 60)}`);
  }
}
