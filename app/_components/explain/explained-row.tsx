import type { ReactNode } from 'react';
import { Button } from '@/app/_components/ui/button';
import { Td } from '@/app/_components/ui/table';

interface ExplainedRowProps {
  /** Its cells, without that of the button. */
  readonly children: ReactNode;
  /** With that of the button. */
  readonly columns: number;
  readonly isOpen: boolean;
  /** Undefined where there is nothing to explain. */
  readonly onToggle: (() => void) | undefined;
  /** What stands below it while it is open. */
  readonly explanation: ReactNode;
}

/** A row of a table with a button that explains it, below. */
export function ExplainedRow(props: ExplainedRowProps) {
  const { children, columns, isOpen, onToggle, explanation } = props;
  return (
    <>
      <tr className="align-top hover:bg-hover/60">
        {children}
        <Td className="text-right align-top max-sm:text-left">
          {onToggle !== undefined && (
            <Button variant="quiet" aria-expanded={isOpen} onClick={onToggle}>
              Explain
            </Button>
          )}
        </Td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={columns} className="border-b border-line bg-canvas px-4 py-3">
            {explanation}
          </td>
        </tr>
      )}
    </>
  );
}
