import { Wordmark } from './_components/shell/logo';
import { ButtonLink } from './_components/ui/button';

export const metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col items-start justify-center gap-4 px-4">
      <Wordmark />
      <div>
        <h1 className="text-title font-medium tracking-tight">There is nothing here</h1>
        <p className="mt-1 text-ink-2">
          The address may be mistyped, or what it led to has been removed.
        </p>
      </div>
      <ButtonLink href="/">Go to the Overview</ButtonLink>
    </main>
  );
}
