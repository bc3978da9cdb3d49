import Link from 'next/link';
import { reasonParts } from './reason-parts';

interface RoleReasonProps {
  readonly nodeId: string;
  readonly reason: string;
}

/** Why a role is not healthy on a node; the checks that it names lead to how they stand there. */
export function RoleReason({ nodeId, reason }: RoleReasonProps) {
  let at = 0;
  return reasonParts(reason).map(({ text, check }) => {
    const key = at;
    at += text.length;
    if (!check) return <span key={key}>{text}</span>;
    return (
      <Link
        key={key}
        href={`/checks/${encodeURIComponent(text)}?node=${nodeId}`}
        prefetch={false}
        className="text-accent underline"
      >
        {text}
      </Link>
    );
  });
}
