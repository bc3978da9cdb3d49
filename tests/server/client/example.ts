import { createClient } from 'opsbro/client';

const { OPSBRO_URL: url = 'http://localhost:7788', OPSBRO_TOKEN: token = '' } = process.env;
const client = createClient({ url, token });

const { rows } = await client.nodes.list.query({ query: 'web', sort: 'cpu', descending: true });
for (const { name, vitals } of rows) console.log(name, vitals.cpuPercent);
