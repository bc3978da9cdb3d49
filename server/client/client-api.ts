import type { TRPCProcedureType } from '@trpc/server';
import type { AppRouter } from '../trpc/app-router';
import type { CallOptions } from './client-options';

/** Every procedure of the server, such as `client.nodes.list.query({ state: 'stale' })`. */
export type ClientApi = {
  readonly [Area in keyof Areas]: {
    readonly [Verb in keyof Areas[Area]]: Call<Areas[Area][Verb]>;
  };
};

type Areas = AppRouter['_def']['record'];

type Call<Procedure> =
  Procedure extends Defined<'query', infer Input, infer Output>
    ? { readonly query: (...words: Words<Input>) => Promise<Output> }
    : Procedure extends Defined<'mutation', infer Input, infer Output>
      ? { readonly mutate: (...words: Words<Input>) => Promise<Output> }
      : Procedure extends Defined<'subscription', infer Input, AsyncIterable<infer Each>>
        ? { readonly subscribe: (...words: Words<Input>) => AsyncIterable<Each> }
        : never;

interface Defined<Type extends TRPCProcedureType, Input, Output> {
  readonly _def: {
    readonly type: Type;
    readonly $types: { readonly input: Input; readonly output: Output };
  };
}

type Words<Input> = undefined extends Input
  ? [input?: Readable<Input>, options?: CallOptions]
  : [input: Readable<Input>, options?: CallOptions];

/** What is handed in is not changed, so it need not be changeable. */
type Readable<Value> = Value extends readonly (infer Item)[]
  ? readonly Readable<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Readable<Value[Key]> }
    : Value;
