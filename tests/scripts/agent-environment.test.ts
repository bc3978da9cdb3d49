import { expect, test } from 'vitest';
import { agentEnvironment } from '../../scripts/lib/agent-environment.mjs';

test('the agent of npm start is told nothing of what is the server’s alone', () => {
  const secrets = {
    DATABASE_URL: 'postgresql://ops:secret@db/opsbro',
    PGPASSWORD: 'secret',
    OPSBRO_OIDC_CLIENT_SECRET_FILE: '/run/secret',
    OPSBRO_TLS_KEY: '/etc/key.pem',
    OPSBRO_HOST: '0.0.0.0',
    OPSBRO_BACKUP_DIRECTORY: '/backups',
    AWS_SECRET_ACCESS_KEY: 'secret',
    NOT_OPSBRO_NAME: 'x',
  };
  const passed = {
    PATH: '/usr/bin',
    HOME: '/root',
    LC_ALL: 'C',
    TZ: 'UTC',
    OPSBRO_NAME: 'web-1',
    OPSBRO_COLLECTOR_LOADAVERAGE_INTERVAL: '1s',
    OPSBRO_LOG_LEVEL: 'debug',
  };
  expect(agentEnvironment({ ...secrets, ...passed })).toEqual({
    ...passed,
    NODE_ENV: 'production',
  });
});
