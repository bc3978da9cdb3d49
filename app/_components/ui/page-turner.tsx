import { Button } from './button';

interface PageTurnerProps {
  /** From 0. */
  readonly index: number;
  readonly pages: number;
  readonly onPage: (index: number) => void;
}

/** The way to the other pages of a list; nothing where there is one. */
export function PageTurner({ index, pages, onPage }: PageTurnerProps) {
  if (pages <= 1 && index === 0) return null;
  return (
    <nav aria-label="Pages" className="flex items-center gap-2 text-ink-2">
      <Button disabled={index === 0} onClick={() => onPage(index - 1)}>
        Previous
      </Button>
      <span>
        page {index + 1} of {pages}
      </span>
      <Button disabled={index + 1 >= pages} onClick={() => onPage(index + 1)}>
        Next
      </Button>
    </nav>
  );
}
