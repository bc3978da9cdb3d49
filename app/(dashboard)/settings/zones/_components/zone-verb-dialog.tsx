'use client';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ConfirmDialog } from '@/app/_components/ui/confirm-dialog';
import { useTRPC } from '@/app/_lib/trpc';
import type { ZoneRow } from '@/common/domain/zone';
import { formatPlural } from '@/common/format';

export type ZoneVerb = 'on' | 'off' | 'rotate' | 'force' | 'remove';

interface ZoneVerbDialogProps {
  readonly zone: ZoneRow;
  readonly verb: ZoneVerb;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Before something is done with a zone. */
export function ZoneVerbDialog({ zone, verb, onDone, onClose }: ZoneVerbDialogProps) {
  const { name } = zone;
  const { title, does, harmless, words } = wordsOf(verb, zone);
  const run = useVerb(verb, name, onDone);
  return (
    <ConfirmDialog
      title={title}
      does={does}
      harmless={harmless}
      {...(harmless ? {} : { typedName: name })}
      busy={run.isPending}
      error={run.error}
      onConfirm={run.start}
      onClose={onClose}
    >
      {words}
    </ConfirmDialog>
  );
}

function useVerb(verb: ZoneVerb, name: string, onSuccess: () => void) {
  const { zones } = useTRPC();
  const gossip = useMutation(zones.switchGossip.mutationOptions({ onSuccess }));
  const rotate = useMutation(zones.rotateKey.mutationOptions({ onSuccess }));
  const force = useMutation(zones.forceKey.mutationOptions({ onSuccess }));
  const remove = useMutation(zones.remove.mutationOptions({ onSuccess }));
  const starts: Readonly<Record<ZoneVerb, () => void>> = {
    on: () => gossip.mutate({ name, isOn: true }),
    off: () => gossip.mutate({ name, isOn: false }),
    rotate: () => rotate.mutate({ name }),
    force: () => force.mutate({ name }),
    remove: () => remove.mutate({ name }),
  };
  const all = [gossip, rotate, force, remove];
  return {
    start: starts[verb],
    isPending: all.some(({ isPending }) => isPending),
    error: all.find(({ error }) => error !== null)?.error?.message,
  };
}

interface VerbWords {
  readonly title: string;
  readonly does: string;
  readonly harmless: boolean;
  readonly words: ReactNode;
}

function wordsOf(verb: ZoneVerb, zone: ZoneRow): VerbWords {
  const { name } = zone;
  switch (verb) {
    case 'on':
      return {
        title: `Gossip in ${name}`,
        does: 'Switch it on',
        harmless: true,
        words: (
          <p>
            A key is made, and {formatPlural(zone.nodes, 'node')} of this zone get it over their
            connection to this server. From then on their agents listen on port 6768, by UDP and
            TCP, to whoever has that key, and watch over one another. An agent whose own
            configuration says otherwise does as that says.
          </p>
        ),
      };
    case 'off':
      return {
        title: `No more gossip in ${name}`,
        does: 'Switch it off',
        harmless: false,
        words: (
          <p>
            The agents lose the key of this zone and watch over one another no more. Those that have
            no way to this server but through a relay do not report until it is on again.
          </p>
        ),
      };
    case 'rotate':
      return {
        title: `A new key for ${name}`,
        does: 'Change it',
        harmless: true,
        words: (
          <p>
            All that report get the new key; when all have confirmed it, they use it; when all do,
            the old one is retired. Nothing is interrupted. Nodes that are away fetch it when they
            are back.
          </p>
        ),
      };
    case 'force':
      return {
        title: `Change the key of ${name} without the awaited`,
        does: 'Go on',
        harmless: false,
        words: (
          <p>
            {formatPlural(zone.change?.awaited ?? 0, 'node has', 'nodes have')} not confirmed this
            step. They understand the others no more, until they fetch the key from this server.
          </p>
        ),
      };
    case 'remove':
      return {
        title: `Remove ${name}`,
        does: 'Remove it',
        harmless: false,
        words: <p>Its key goes with it. Nodes and zones in it have to be moved first.</p>,
      };
  }
}
