'use client';
import type { ApiCall } from '@/app/_lib/call-text';
import { CallShown } from './call-shown';
import { Disclosure } from './ui/disclosure';

interface CopyAsProps {
  /** The procedure that the form calls: `nodes.edit`. */
  readonly path: string;
  readonly type?: ApiCall['type'];
  /** Dangerous: a person at the dashboard or at the server does it, and no token. */
  readonly isProven?: boolean;
  /** The same on a terminal of the node itself. */
  readonly onNode?: string | undefined;
  /** With what it would be called now; undefined while a field is wrong. */
  readonly input: object | undefined;
}

/** What a form does, for a script or a terminal. */
export function CopyAs({ path, type = 'mutation', isProven = false, onNode, input }: CopyAsProps) {
  return (
    <Disclosure
      summary="Copy as"
      note={isProven ? `${path}: command` : `${path}: command, curl, TypeScript`}
    >
      {input === undefined ? (
        <p className="mt-2 pl-6 text-ink-3">Once every field is right.</p>
      ) : (
        <div className="mt-2">
          <CallShown call={{ path, type, input }} isProven={isProven} onNode={onNode} />
        </div>
      )}
    </Disclosure>
  );
}
