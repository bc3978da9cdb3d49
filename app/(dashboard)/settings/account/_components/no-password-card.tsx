import { Card } from '@/app/_components/ui/card';

/** Of whoever only ever came by the organisation's sign-in. */
export function NoPasswordCard() {
  return (
    <Card title="Password">
      <p className="text-ink-2">
        Your account has none: you sign in with your organisation. An admin can hand you a link that
        sets one; two-step sign-in asks for it too.
      </p>
    </Card>
  );
}
