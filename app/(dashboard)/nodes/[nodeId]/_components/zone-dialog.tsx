'use client';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Dialog } from '@/app/_components/ui/dialog';
import { FormError } from '@/app/_components/ui/form-error';
import { SelectField } from '@/app/_components/ui/select-field';
import { useTRPC } from '@/app/_lib/trpc';
import { DEFAULT_ZONE } from '@/common/domain/member';
import type { NodeDetail } from '@/common/domain/node';

interface ZoneDialogProps {
  readonly node: NodeDetail;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Moves a node into another zone. */
export function ZoneDialog({ node, onDone, onClose }: ZoneDialogProps) {
  const trpc = useTRPC();
  const now = node.zone || DEFAULT_ZONE;
  const [zone, setZone] = useState(now);
  const { data: zones = [], error } = useQuery(trpc.zones.list.queryOptions());
  const move = useMutation(trpc.zones.moveNode.mutationOptions({ onSuccess: onDone }));
  const names = [...new Set([now, ...zones.map(({ name }) => name)])].sort();

  function submit(event: FormEvent) {
    event.preventDefault();
    if (zone !== now) move.mutate({ nodeId: node.id, zone });
  }

  return (
    <Dialog title={`The zone of ${node.name}`} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">
          Its agent gets the keys of the new zone over its connection to this server, and loses
          those of {now}. Agents whose own configuration names a zone stay in that.
        </p>
        <SelectField
          label="Zone"
          value={zone}
          onChange={setZone}
          options={names.map((name) => ({ value: name, label: name }))}
        />
        <FormError>{(move.error ?? error)?.message}</FormError>
        <div className="flex justify-end gap-2">
          <Button variant="quiet" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" busy={move.isPending} disabled={zone === now}>
            Move it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
