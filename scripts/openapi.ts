// npm run openapi: writes down what the API is, for scripts in any language. A test compares the
// committed document with the router, so that no change of it goes unnoticed.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiText } from './api/openapi-text';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

writeFileSync(`${root}/server/openapi/openapi.json`, openApiText(root));
