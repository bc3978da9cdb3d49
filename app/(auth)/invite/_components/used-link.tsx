import { ButtonLink } from '@/app/_components/ui/button';

/** The link says nothing to this server any more. */
export function UsedLink() {
  return (
    <>
      <h1 className="text-title font-medium tracking-tight">This link does not work any more</h1>
      <p className="mt-1 text-ink-2">
        It was used, it has expired, or it was cut when it was copied. Links work once and for three
        days. Ask an admin for a new one: Settings, Users makes it.
      </p>
      <div className="mt-6">
        <ButtonLink href="/login">Sign in instead</ButtonLink>
      </div>
    </>
  );
}
