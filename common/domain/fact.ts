/** Whatever JSON can say: what is known of a machine rather than measured on it. */
export type FactValue =
  | string
  | number
  | boolean
  | null
  | readonly FactValue[]
  | { readonly [key: string]: FactValue };
