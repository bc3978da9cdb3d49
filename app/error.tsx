'use client';
import { Failure } from './_components/failure';
import { Wordmark } from './_components/shell/logo';

interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** Where the shell itself could not be drawn: the server was not able to say who asks. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-6 px-4">
      <Wordmark />
      <h1 className="text-title font-medium tracking-tight">OpsBro could not be shown</h1>
      <Failure error={error} retry={retry} />
    </main>
  );
}
