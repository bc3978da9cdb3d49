'use client';
import { useState } from 'react';
import { Button } from '@/app/_components/ui/button';
import { CodeLine } from '@/app/_components/ui/code-line';
import { Dialog } from '@/app/_components/ui/dialog';
import { Segmented } from '@/app/_components/ui/segmented';
import { StatusIcon } from '@/app/_components/ui/status';
import { clientExample, curlExample } from './prepare-example';

interface TokenShownProps {
  readonly token: string;
  readonly scopes: readonly string[];
  /** See `CallTarget`. */
  readonly pin: string | null;
  readonly onClose: () => void;
}

/** The one time that a token is seen, with something to try it with. */
export function TokenShown({ token, scopes, pin, onClose }: TokenShownProps) {
  const [kind, setKind] = useState<'curl' | 'client'>('curl');
  const example = kind === 'curl' ? curlExample : clientExample;
  return (
    <Dialog title="Your new token" onClose={onClose} className="sm:max-w-xl">
      <div className="flex flex-col gap-4 p-4">
        <p className="flex items-start gap-2 rounded-md bg-warning-tint px-3 py-2 text-warning">
          <StatusIcon kind="warning" className="mt-0.5" />
          This is the only time that it is shown: the server keeps no more than its hash.
        </p>
        <CodeLine wrapped text={token} copyLabel="Copy the token" />
        <div className="flex flex-col gap-2">
          <div className="flex items-center justify-between gap-2">
            <h3 className="font-medium">Try it</h3>
            <Segmented
              label="Example for"
              value={kind}
              onChange={setKind}
              options={[
                { value: 'curl', label: 'curl' },
                { value: 'client', label: 'TypeScript' },
              ]}
            />
          </div>
          <CodeLine
            wrapped
            text={example({ origin: location.origin, pin }, scopes)}
            copyLabel="Copy the example"
          />
          <p className="text-small text-ink-3">
            It reads the token from the variable OPSBRO_TOKEN, so that it stands in no list of
            processes and in no history.
          </p>
        </div>
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
