'use client';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { IconButton } from '@/app/_components/ui/button';
import type { NodePage } from '@/common/domain/node';
import { PAGE_SIZE } from './node-params';

interface NodePagerProps {
  readonly page: NodePage;
  /** From 0. */
  readonly index: number;
  readonly onPage: (index: number) => void;
}

/** Which of the rows are shown, and the way to the others; nothing where all are. */
export function NodePager({ page, index, onPage }: NodePagerProps) {
  if (page.total <= PAGE_SIZE && index === 0) return null;
  const first = index * PAGE_SIZE;
  const pages = Math.ceil(page.total / PAGE_SIZE);
  return (
    <nav aria-label="Pages" className="flex items-center gap-1 text-ink-2">
      <IconButton
        label="Previous page"
        icon={ChevronLeft}
        disabled={index === 0}
        onClick={() => onPage(Math.min(index, pages) - 1)}
        className="disabled:opacity-40"
      />
      <span>
        {page.rows.length === 0 ? 'no rows' : `${first + 1}–${first + page.rows.length}`} of{' '}
        {page.total}
      </span>
      <IconButton
        label="Next page"
        icon={ChevronRight}
        disabled={index >= pages - 1}
        onClick={() => onPage(index + 1)}
        className="disabled:opacity-40"
      />
    </nav>
  );
}
