import { z } from 'zod';

/** NUL and halves of surrogate pairs: a database takes neither as text. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;

/** The same text as a database can hold it; what it cannot is shown as the replacement character. */
export function storable(text: string): string {
  return text.replace(UNSTORABLE, '\ufffd');
}

/** Text of a machine: kept, whatever is in it. */
export function machineText(lengthMax: number, lengthMin = 0) {
  return z.string().min(lengthMin).max(lengthMax).transform(storable);
}
