'use client';
import { CalendarClock, ChevronLeft, ChevronRight, ZoomOut } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useHotkey } from '@/app/_lib/hotkeys';
import { shownNowMs } from '@/app/_lib/now';
import { Button, IconButton } from '../ui/button';
import { Segmented } from '../ui/segmented';
import {
  PRESETS,
  parseTimeRange,
  presetOf,
  stepTimeRange,
  type TimeRange,
  zoomOut,
} from './time-range';
import { timeRangeWords } from './time-range-words';
import { useTellTime } from './time-shown';

const TimeDialog = dynamic(() => import('./time-dialog').then((module) => module.TimeDialog), {
  ssr: false,
});

interface TimeControlsProps {
  readonly time: TimeRange;
  readonly onTime: (time: TimeRange) => void;
}

/** Which stretch of time the charts show: presets, steps, and any other. */
export function TimeControls({ time, onTime }: TimeControlsProps) {
  const [choosing, setChoosing] = useState(false);
  useTellTime(time);
  const step = (direction: -1 | 1) => onTime(stepTimeRange(time, direction, shownNowMs()));
  const wider = () => onTime(zoomOut(time, shownNowMs()));
  useHotkey('t', 'Choose the time range', () => setChoosing(true));
  useHotkey('[', 'Charts: earlier', () => step(-1));
  useHotkey(']', 'Charts: later', () => step(1));
  useHotkey('-', 'Charts: zoom out', wider);

  const preset = presetOf(time);
  return (
    <fieldset className="flex flex-wrap items-center gap-1">
      <legend className="sr-only">Time range</legend>
      <Segmented
        label="The last"
        options={PRESETS.map((word) => ({ value: word as string, label: word }))}
        value={preset ?? ''}
        onChange={(word) => onTime(parseTimeRange({ range: word, from: null, to: null }))}
      />
      <Button variant="quiet" icon={CalendarClock} onClick={() => setChoosing(true)}>
        {preset === undefined ? timeRangeWords(time) : 'Custom'}
      </Button>
      <span className="flex items-center">
        <IconButton label="Earlier" icon={ChevronLeft} onClick={() => step(-1)} />
        <IconButton
          label="Later"
          icon={ChevronRight}
          onClick={() => step(1)}
          disabled={time.kind === 'last'}
          className="disabled:opacity-40"
        />
        <IconButton label="Zoom out" icon={ZoomOut} onClick={wider} />
      </span>
      {time.kind === 'fixed' && (
        <Button
          variant="quiet"
          onClick={() => onTime({ kind: 'last', durationMs: time.toMs - time.fromMs })}
        >
          Now
        </Button>
      )}
      {choosing && <TimeDialog {...{ time, onTime }} onClose={() => setChoosing(false)} />}
    </fieldset>
  );
}
