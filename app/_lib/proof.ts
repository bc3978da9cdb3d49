'use client';
import { createStore, useStore } from './store';

/** Calls that wait until the person has shown who it is. */
interface ProofWanted {
  readonly answer: (given: boolean) => void;
  readonly answered: Promise<boolean>;
}

const wanted = createStore<ProofWanted | null>(null);

/** Whether the dialog that asks for the password is to be open. */
export const useProofWanted = () => useStore(wanted, null) !== null;

/**
 * Opens the dialog that asks for the password; calls that need it at the same time share it.
 * @returns whether it was given; false when the person closed the dialog
 */
export function askForProof(): Promise<boolean> {
  const now = wanted.get();
  if (now !== null) return now.answered;
  let answer: (given: boolean) => void = () => {};
  const answered = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  wanted.set({ answer, answered });
  return answered;
}

/** Closes the dialog; what waited goes on, or is refused. */
export function answerProof(given: boolean): void {
  const now = wanted.get();
  wanted.set(null);
  now?.answer(given);
}
