import { defineFunction } from '../define-function';

export const TIME_FUNCTIONS = [
  defineFunction({
    name: 'now',
    group: 'time',
    summary: 'Seconds since 1970; the same during one evaluation.',
    parameters: [],
    returns: 'a whole number',
    examples: [['now()', '1767225600']],
    needs: 'chance',
    run: (_, { wallMs }) => Math.floor(wallMs / 1_000),
  }),
];
