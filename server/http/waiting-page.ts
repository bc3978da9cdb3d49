import type { ServerResponse } from 'node:http';

/**
 * What a browser gets while the database is opened or created: what is being waited for, and a
 * script that looks each half second and then loads the page that was asked for.
 */
export function sendWaitingPage(response: ServerResponse, step: string, nonce: string): void {
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'retry-after': '1',
  });
  response.end(page(escapeHtml(step), nonce));
}

function page(step: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>OpsBro is starting</title>
<link rel="icon" href="/favicon.svg">
<style nonce="${nonce}">
  body { margin: 0; min-height: 100vh; display: grid; place-items: center;
    font: 14px/1.5 system-ui, sans-serif; background: light-dark(#fafafa, #131417);
    color: light-dark(#18181b, #ececef); }
  main { padding: 24px; max-width: 28rem; }
  h1 { font-size: 16px; font-weight: 600; margin: 0 0 4px; }
  p { margin: 0; color: light-dark(#52525b, #a1a1aa); font-variant-numeric: tabular-nums; }
  .track { height: 2px; margin-top: 16px; background: light-dark(#e4e4e7, #2a2b31); overflow: hidden; }
  .track::after { content: ""; display: block; height: 2px; width: 30%;
    background: light-dark(#0f766e, #5eead4); animation: pass 1.4s ease-in-out infinite; }
  @keyframes pass { from { transform: translateX(-100%); } to { transform: translateX(340%); } }
  @media (prefers-reduced-motion: reduce) { .track::after { animation: none; width: 100%; } }
</style>
</head>
<body>
<main>
  <h1>OpsBro is starting</h1>
  <p aria-live="polite"><span id="step">${step}</span> · <span id="seconds">0</span> s</p>
  <div class="track"></div>
  <noscript><p>Reload this page in a few seconds.</p></noscript>
</main>
<script nonce="${nonce}">
  const started = performance.now();
  const seconds = document.getElementById('seconds');
  const step = document.getElementById('step');
  async function look() {
    seconds.textContent = Math.round((performance.now() - started) / 1000);
    try {
      const answer = await fetch('/readyz', { cache: 'no-store' });
      if (answer.ok) return location.reload();
      step.textContent = (await answer.json()).step;
    } catch {
      step.textContent = 'the server does not answer';
    }
    setTimeout(look, 500);
  }
  setTimeout(look, 500);
</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
