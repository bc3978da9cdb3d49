// npm run build: everything that `npm start` would build.

import { checkNode, setUp } from './lib/set-up.mjs';
import { run } from './lib/stages.mjs';

run(async () => {
  checkNode();
  await setUp();
});
