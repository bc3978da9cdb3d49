/** 1 … count */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
