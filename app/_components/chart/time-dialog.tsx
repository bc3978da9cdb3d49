'use client';
import { type FormEvent, useState } from 'react';
import { shownNowMs } from '@/app/_lib/now';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/text-field';
import { parseTimeRange, spanOf, type TimeRange } from './time-range';

interface TimeDialogProps {
  readonly time: TimeRange;
  readonly onTime: (time: TimeRange) => void;
  readonly onClose: () => void;
}

/** Any range: two moments in the reader's zone. */
export function TimeDialog({ time, onTime, onClose }: TimeDialogProps) {
  const [{ fromMs, toMs }] = useState(() => spanOf(time, shownNowMs()));
  const [from, setFrom] = useState(localText(fromMs));
  const [to, setTo] = useState(localText(toMs));
  const [error, setError] = useState<string>();

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = { range: null, from: Date.parse(from), to: Date.parse(to) };
    const parsed = parseTimeRange(wanted);
    if (parsed.kind === 'fixed') {
      onTime(parsed);
      onClose();
    } else setError('The end must come at least ten seconds after the start.');
  }

  return (
    <Dialog title="Time range" onClose={onClose} className="sm:max-w-lg">
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            label="From"
            name="from"
            type="datetime-local"
            step={1}
            required
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            label="To"
            name="to"
            type="datetime-local"
            step={1}
            required
            value={to}
            onChange={(event) => setTo(event.target.value)}
            error={error}
          />
        </div>
        <div className="flex items-center gap-3">
          <p className="text-small text-ink-3">Times are in {zoneName()}.</p>
          <Button type="submit" variant="primary" className="ml-auto">
            Show
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** As a `datetime-local` field takes it: the reader's own time without a zone. */
function localText(atMs: number): string {
  const offsetMs = new Date(atMs).getTimezoneOffset() * 60_000;
  return new Date(atMs - offsetMs).toISOString().slice(0, 19);
}

function zoneName(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
