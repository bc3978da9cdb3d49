'use client';
import { Failure } from '../_components/failure';
import { ButtonLink } from '../_components/ui/button';

interface ErrorPageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** A page that failed, in a shell that lives. */
export default function ErrorPage({ error, retry }: ErrorPageProps) {
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">This page could not be shown</h1>
      <Failure error={error} retry={retry}>
        <ButtonLink href="/settings/health">Server health</ButtonLink>
      </Failure>
    </>
  );
}
