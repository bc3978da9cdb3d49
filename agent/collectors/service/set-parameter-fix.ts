/** How to mend what only a parameter can: a sentence for whoever reads the collector's state. */
export function setSecretFix(pack: string, parameter: string): string {
  return `Set it with: opsbro packs parameters set ${pack} ${parameter} -, and the value on standard input.`;
}

export function setParameterFix(pack: string, parameter: string, value: string): string {
  return `Set it with: opsbro packs parameters set ${pack} ${parameter} ${value}.`;
}
