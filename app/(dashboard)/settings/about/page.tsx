import { Card } from '@/app/_components/ui/card';
import { requireUser } from '@/app/_lib/current-user';
import { serverApi } from '@/app/_lib/server-api';

export const metadata = { title: 'About' };

export default async function AboutPage() {
  await requireUser('/settings/about');
  const api = await serverApi();
  const { version, nodeVersion, database } = await api.health.server();
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card flush title="This server">
        <dl className="divide-y divide-line">
          <Line name="OpsBro">{version}</Line>
          <Line name="Node.js">{nodeVersion}</Line>
          <Line name="Database">
            {database.kind === 'pglite' ? 'embedded' : 'external'}, {database.version}
          </Line>
          <Line name="Licence">MIT</Line>
        </dl>
      </Card>
      <Card title="What it does not do">
        <ul className="flex flex-col gap-3 text-ink-2">
          <li>
            <strong className="font-medium text-ink">No calls to the outside.</strong> No telemetry,
            no check for updates, no fonts, scripts or pictures from elsewhere. Nothing leaves this
            machine unless somebody here configured it; the browser is told to refuse it as well.
          </li>
          <li>
            <strong className="font-medium text-ink">No way in on agents.</strong> Agents call the
            server, never the other way round.
          </li>
          <li>
            <strong className="font-medium text-ink">No account elsewhere.</strong> People, sessions
            and what agents send are kept in this server’s database and nowhere else.
          </li>
        </ul>
      </Card>
    </div>
  );
}

function Line({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div className="flex justify-between gap-4 px-4 py-2">
      <dt className="text-ink-2">{name}</dt>
      <dd className="text-right">{children}</dd>
    </div>
  );
}
