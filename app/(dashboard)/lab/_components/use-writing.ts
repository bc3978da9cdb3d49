'use client';
import { type KeyboardEvent, useRef, useState } from 'react';
import { accepted, type Offer, writingAt } from './prepare-completion';

export interface WritingProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly caret: number;
  readonly onCaret: (caret: number) => void;
  /** For what is written at the caret. */
  readonly offers: readonly Offer[];
  readonly onSubmit: () => void;
}

/** What keys do while an expression is written: choose among offers, take one, evaluate. */
export function useWriting({ value, onChange, caret, onCaret, onSubmit, ...props }: WritingProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState<number>();
  const [isOffering, setOffering] = useState(false);
  const offers = isOffering ? props.offers : [];

  function take(index: number): void {
    const writing = writingAt(value, caret);
    const offer = offers[index];
    if (writing === undefined || offer === undefined) return;
    const next = accepted(value, writing, offer.label);
    onChange(next.text);
    onCaret(next.caret);
    setChosen(undefined);
    setOffering(false);
    // Once the text is there; React would put the caret at the end of it.
    requestAnimationFrame(() => area.current?.setSelectionRange(next.caret, next.caret));
  }

  function submit(): void {
    setOffering(false);
    onSubmit();
  }

  const step = (by: number) => () => {
    const from = chosen ?? (by > 0 ? -1 : 0);
    setChosen((from + by + offers.length) % offers.length);
  };

  const taken = chosen === undefined ? undefined : () => take(chosen);
  const actions: Readonly<Record<string, () => void>> = {
    Tab: taken ?? (() => take(0)),
    ArrowDown: step(1),
    ArrowUp: step(-1),
    Escape: () => setOffering(false),
  };

  /** Shift and Enter begin a line, Shift and Tab go back to the field before. */
  function actionFor({ key, shiftKey }: KeyboardEvent): (() => void) | undefined {
    if (shiftKey) return undefined;
    if (key === 'Enter') return taken ?? submit;
    return offers.length === 0 ? undefined : actions[key];
  }

  return {
    area,
    offers,
    chosen,
    take,
    write(text: string, at: number) {
      onChange(text);
      onCaret(at);
      setChosen(undefined);
      setOffering(true);
    },
    leave: () => setOffering(false),
    press(event: KeyboardEvent) {
      const act = actionFor(event);
      if (act === undefined) return;
      event.preventDefault();
      act();
    },
  };
}
