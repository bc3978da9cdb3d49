const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]+>)';
const OFFSET = '([+-]?\\d{1,3}(?::\\d\\d){0,2})';
const RULE = new RegExp(`^${NAME}${OFFSET}(?:${NAME}${OFFSET}?(?:,([^,]+),([^,]+))?)?$`);

/**
 * How far clocks are ahead of UTC at a moment, by a rule such as `CET-1CEST,M3.5.0,M10.5.0/3`: the
 * form of the variable TZ in POSIX, and of the last line of every zone file. See tzset(3).
 *
 * `Intl` knows this too, and takes eight megabytes and 20 ms for the first answer.
 * @returns seconds, `undefined` where `rule` is none.
 */
export function offsetSeconds(rule: string, atMs: number): number | undefined {
  const [matched, standard = '', summer, start, end] = RULE.exec(rule) ?? [];
  if (matched === undefined) return undefined;
  // In these rules west is positive. Subtracted, because a minus before 0 would give -0.
  const standardSeconds = 0 - secondsIn(standard);
  if (start === undefined || end === undefined) return standardSeconds;

  const summerSeconds = summer === undefined ? standardSeconds + 3_600 : 0 - secondsIn(summer);
  const year = new Date(atMs + standardSeconds * 1_000).getUTCFullYear();
  const startMs = changeMs(start, year);
  const endMs = changeMs(end, year);
  if (startMs === undefined || endMs === undefined) return undefined;
  const begins = startMs - standardSeconds * 1_000;
  const ends = endMs - summerSeconds * 1_000;
  // South of the equator, and in Ireland, the second half of the period lies in the next year.
  const isSummer = begins < ends ? atMs >= begins && atMs < ends : atMs >= begins || atMs < ends;
  return isSummer ? summerSeconds : standardSeconds;
}

/** @param time such as `-5:30`, `+2` or `3:00:00` */
function secondsIn(time: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = time.replace(/^[+-]/, '').split(':').map(Number);
  const total = hours * 3_600 + minutes * 60 + seconds;
  return time.startsWith('-') ? 0 - total : total;
}

/** Local time of the change as if it were UTC; at two in the morning unless the rule says when. */
function changeMs(rule: string, year: number): number | undefined {
  const [day = '', time = '2'] = rule.split('/');
  const midnightMs = dayMs(day, year);
  return midnightMs === undefined ? undefined : midnightMs + secondsIn(time) * 1_000;
}

const DAY_MS = 86_400_000;

/** @param day `M3.5.0`: the last Sunday of March; `J60`: March 1st; `59`: 59 days after January 1st. */
function dayMs(day: string, year: number): number | undefined {
  const [, month, week, weekday] = /^M(\d+)\.([1-5])\.([0-6])$/.exec(day) ?? [];
  if (month !== undefined) return weekdayMs(year, Number(month), Number(week), Number(weekday));
  const [matched, julian, count] = /^(J?)(\d+)$/.exec(day) ?? [];
  if (matched === undefined) return undefined;
  if (julian === '') return Date.UTC(year, 0, 1) + Number(count) * DAY_MS;
  // Such days skip February 29th: counted in a year that has none, then put into this one.
  const plain = new Date(Date.UTC(2001, 0, Number(count)));
  return Date.UTC(year, plain.getUTCMonth(), plain.getUTCDate());
}

/** @param week 1 to 4; 5 is the last one, whichever that is. */
function weekdayMs(year: number, month: number, week: number, weekday: number): number {
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const date = 1 + ((weekday - first + 7) % 7) + (week - 1) * 7;
  return Date.UTC(year, month - 1, date > days ? date - 7 : date);
}
