import type { inferProcedureInput, inferProcedureOutput } from '@trpc/server';
import type { AppRouter } from '../trpc/app-router';

type Area = keyof AppRouter['_def']['record'];

/** What each procedure takes and gives, for the tools that describe the API to others. */
export type ApiShape = {
  [Name in Area]: {
    [Verb in keyof AppRouter['_def']['record'][Name]]: {
      input: inferProcedureInput<AppRouter['_def']['record'][Name][Verb]>;
      output: inferProcedureOutput<AppRouter['_def']['record'][Name][Verb]>;
    };
  };
};
