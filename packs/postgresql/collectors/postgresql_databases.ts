import { defineCollector, notEligible } from '@/agent/collectors/define-collector';
import { each, gauge, group } from '@/agent/collectors/shape';
import { askPostgresql } from '../ask-postgresql';

/** The server counts the files of a database for its size: seldom, since some have very many. */
const SIZES = `
SELECT datname AS name, pg_database_size(oid) AS size_bytes, age(datfrozenxid) AS xid_age
FROM pg_database
WHERE datallowconn AND has_database_privilege(oid, 'CONNECT')
ORDER BY oid LIMIT 500`;

export default defineCollector({
  name: 'postgresql_databases',
  summary: 'How large each database of PostgreSQL is, and how old its oldest row.',
  intervalMs: 600_000,
  shape: {
    databases: each(
      'database',
      group({
        size_bytes: gauge('bytes', 'Space that it takes on disk.'),
        xid_age: gauge('count', 'Transactions since its oldest row.'),
      }),
    ),
  },
  async collect(context) {
    const outcome = await askPostgresql(context, SIZES, (rows) => rows);
    if (outcome.kind !== 'data') return outcome;
    if (!Array.isArray(outcome.data)) return notEligible('PostgreSQL does not answer');
    const rows: readonly Readonly<Record<string, unknown>>[] = outcome.data;
    const sizes = rows.map(({ name, size_bytes: size, xid_age: age }) => [
      String(name),
      { size_bytes: Number(size), xid_age: Number(age) },
    ]);
    return { kind: 'data', data: { databases: Object.fromEntries(sizes) } };
  },
});
