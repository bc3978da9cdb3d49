import type { HostFacts } from '@/common/expression/host-facts';

const ONLY_THERE = 'this is answered only on the node itself: opsbro evaluator eval';

/** Whoever asked what it is told why, where the value is missing. */
const refuse = async (): Promise<never> => {
  throw new Error(ONLY_THERE);
};

/**
 * What an expression that came over the network may ask of the machine: what agent and cluster know
 * already. Its files, environment, packages and network are for who is at the machine.
 */
export function reservedFacts({ platform, textDigest, cluster }: HostFacts): HostFacts {
  return {
    platform,
    textDigest,
    cluster,
    variable() {
      throw new Error(ONLY_THERE);
    },
    fileKind: refuse,
    isLink: refuse,
    readText: refuse,
    fileDigest: refuse,
    connects: refuse,
    addressOf: refuse,
    nameOf: refuse,
    hasPackage: refuse,
  };
}
