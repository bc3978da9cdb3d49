'use client';
import { useId, useState } from 'react';
import { Input } from '@/app/_components/ui/input';
import type { CollectorView, NodeDetail } from '@/common/domain/node';
import { intervalError, intervalHint } from './edit-form';

interface IntervalFieldsProps {
  readonly node: NodeDetail;
  readonly collectors: readonly CollectorView[];
  /** Seconds as they are written, by collector. */
  readonly values: Readonly<Record<string, string>>;
  readonly onChange: (values: Readonly<Record<string, string>>) => void;
}

/** How often each collector runs: an empty field leaves it to the pack. */
export function IntervalFields({ node, collectors, values, onChange }: IntervalFieldsProps) {
  return (
    <ul className="mt-1 flex max-h-64 flex-col gap-2 overflow-y-auto py-1 pr-1">
      {collectors.map((collector) => (
        <IntervalField
          key={collector.collector}
          name={collector.collector}
          placeholder={intervalHint(collector, node)}
          value={values[collector.collector] ?? ''}
          onChange={(text) => onChange({ ...values, [collector.collector]: text })}
        />
      ))}
    </ul>
  );
}

interface IntervalFieldProps {
  readonly name: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

function IntervalField({ name, placeholder, value, onChange }: IntervalFieldProps) {
  const id = useId();
  const [left, setLeft] = useState(false);
  const error = left ? intervalError(value) : undefined;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_9rem_1rem] items-center gap-x-2">
      <label htmlFor={id} className="truncate font-mono text-small">
        {name}
      </label>
      <Input
        id={id}
        inputMode="numeric"
        value={value}
        placeholder={placeholder}
        aria-label={`${name}, interval in seconds`}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={({ target }) => onChange(target.value)}
        onBlur={() => setLeft(true)}
        className="text-right"
      />
      <span aria-hidden className="text-ink-3">
        s
      </span>
      {error !== undefined && (
        <span id={`${id}-error`} className="col-span-3 text-right text-small text-critical">
          {error}
        </span>
      )}
    </li>
  );
}
