'use client';
import { type KeyboardEvent, useRef, useState } from 'react';
import { offersAt, problemOf, withName } from './prepare-group-set';
import { useGroupNames } from './use-set-count';

/** The text of a group set while it is typed, what is offered for it, and when it counts. */
export function useSetText(value: string, onChange: (value: string) => void) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useFollowing(value);
  const [caret, setCaret] = useState(value.length);
  const [isTyping, setTyping] = useState(false);
  const [isOffering, setOffering] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const names = useGroupNames(isTyping);
  const offers = isOffering ? offersAt(names, text, caret) : [];

  function edit(next: { readonly text: string; readonly caret: number }): void {
    setText(next.text);
    setCaret(next.caret);
    setChosen(undefined);
  }

  function commit(wanted: string): void {
    setOffering(false);
    const said = wanted.trim();
    if (problemOf(said) === undefined && said !== value) onChange(said);
  }

  function take(name: string): void {
    const taken = withName(text, caret, name);
    edit(taken);
    commit(taken.text);
  }

  function choose(step: 1 | -1): void {
    setOffering(true);
    setChosen(stepped(chosen, offers.length, step));
  }

  const keys: Readonly<Record<string, () => void>> = {
    Enter() {
      const offered = chosen === undefined ? undefined : offers[chosen];
      if (offered === undefined) commit(text);
      else take(offered.name);
    },
    Escape() {
      if (offers.length === 0) input.current?.blur();
      setOffering(false);
    },
    ArrowDown: () => choose(1),
    ArrowUp: () => choose(-1),
  };
  const reach = (typing: boolean) => {
    setTyping(typing);
    if (typing) setOffering(true);
    else commit(text);
  };
  return {
    ...{ input, text, problem: problemOf(text), offers, chosen, isTyping, take, reach },
    press: (event: KeyboardEvent) => pressed(event, keys),
    move: setCaret,
    type(typed: string, at: number) {
      edit({ text: typed, caret: at });
      setOffering(true);
    },
  };
}

/** What is typed, until the value is changed by other means. */
function useFollowing(value: string) {
  const [followed, setFollowed] = useState(value);
  const [text, setText] = useState(value);
  if (followed !== value) {
    setFollowed(value);
    setText(value);
  }
  return [text, setText] as const;
}

function pressed(event: KeyboardEvent, keys: Readonly<Record<string, () => void>>): void {
  const act = keys[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/** Round and round through what is offered. */
function stepped(now: number | undefined, count: number, step: 1 | -1): number | undefined {
  if (count === 0) return undefined;
  if (now === undefined) return step === 1 ? 0 : count - 1;
  return (now + step + count) % count;
}
