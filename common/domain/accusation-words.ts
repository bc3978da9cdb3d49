import type { Accusation } from './member';

/** What a member is called; of one that nobody knows, a part of its id. */
export type NameOf = (id: string) => string;

type Told = Pick<Accusation, 'accuser' | 'failure' | 'helpers'>;

/** `web-1 and web-3 did not reach it, asked db-1`; empty where nobody is accused by anybody. */
export function accusationWords(accusations: readonly Told[], nameOf: NameOf): string {
  const told = FAILURE_ORDER.flatMap((failure) => {
    const of = accusations.filter((one) => one.failure === failure);
    const names = of.map(({ accuser }) => nameOf(accuser));
    return of.length === 0 ? [] : [`${listed(names)} ${FAILURES[failure]}`];
  });
  const accusers = new Set(accusations.map(({ accuser }) => accuser));
  const helpers = [...new Set(accusations.flatMap((one) => one.helpers))].filter(
    (id) => !accusers.has(id),
  );
  const asked = helpers.length === 0 ? '' : `, asked ${listed(helpers.map(nameOf))}`;
  return `${told.join('; ')}${asked}`;
}

const FAILURE_ORDER = ['refused', 'no-answer', 'told'] as const;

const FAILURES: Readonly<Record<Accusation['failure'], string>> = {
  'no-answer': 'did not reach it',
  refused: 'found its machine up and no agent on it',
  told: 'had it from others',
};

const NAMES_SHOWN = 4;

/** `a, b and c`, `a, b, c, d and 3 more`. */
function listed(names: readonly string[]): string {
  const more = names.length - NAMES_SHOWN;
  const shown = more > 0 ? [...names.slice(0, NAMES_SHOWN), `${more} more`] : names;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} and ${last}`;
}
