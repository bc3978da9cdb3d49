import { Skeleton } from '../_components/ui/skeleton';

/** The room of a page that has never been shown; one that has been stays until the next is here. */
export default function Loading() {
  return (
    <div role="status" aria-label="The page is on its way" className="flex flex-col gap-5">
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-20" />
      <Skeleton className="h-72" />
    </div>
  );
}
