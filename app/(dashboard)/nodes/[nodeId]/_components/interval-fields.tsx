'use client';
import { useId, useState } from 'react';
import { Input } from '@/app/_components/ui/input';
import type { CollectorView, NodeDetail } from '@/common/domain/node';
import { intervalError, intervalHint } from './edit-form';

interface IntervalFieldsProps {
  readonly node: NodeDetail;
  readonly collectors: readonly CollectorView[];
  /** As they are written, by collector. */
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
    <li className="grid grid-cols-[minmax(0,1fr)_9rem] items-center gap-x-2">
      <label htmlFor={id} className="truncate font-mono text-small">
        {name}
      </label>
      <Input
        id={id}
        autoComplete="off"
        value={value}
        placeholder={placeholder}
        aria-label={`${name}, interval`}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        onChange={({ target }) => onChange(target.value)}
        onBlur={() => setLeft(true)}
        className="text-right"
      />
      {error !== undefined && (
        <span
          ref={show}
          id={`${id}-error`}
          className="col-span-2 text-right text-small text-critical"
        >
          {error}
        </span>
      )}
    </li>
  );
}

/** What is wrong must not lie below the edge of the list. */
function show(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' });
}
