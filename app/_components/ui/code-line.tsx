import { cx } from '@/app/_lib/cx';
import { CopyButton } from './copy-button';

interface CodeLineProps {
  readonly text: string;
  /** What is copied: `Copy the command`. */
  readonly copyLabel: string;
  /** All of it, over several lines; otherwise what is too long is cut at the end of the line. */
  readonly wrapped?: boolean;
  readonly className?: string;
}

/** Something to paste elsewhere: a command, a key, a link. */
export function CodeLine({ text, copyLabel, wrapped = false, className }: CodeLineProps) {
  return (
    <div
      className={cx(
        'flex min-h-10 items-start gap-2 rounded-md border border-line bg-canvas py-0.5 pr-1 pl-3',
        className,
      )}
    >
      <code
        className={cx(
          'min-w-0 flex-1 py-2 font-mono text-ink',
          wrapped ? 'whitespace-pre-wrap [overflow-wrap:anywhere]' : 'truncate',
        )}
      >
        {text}
      </code>
      <span className="flex h-9 items-center">
        <CopyButton text={text} label={copyLabel} />
      </span>
    </div>
  );
}
