/** Each would leave a mark in a page that takes text for markup, or for a script. */
const MARK = "window.__struck='x'";

const VECTORS = [
  `<script>${MARK}</script>`,
  `"><script>${MARK}</script>`,
  `'><script>${MARK}</script>`,
  `</script><script>${MARK}</script>`,
  `</title><script>${MARK}</script>`,
  `</textarea><script>${MARK}</script>`,
  `</style><script>${MARK}</script>`,
  `<img src=x onerror="${MARK}">`,
  `<img src=x onerror=${MARK}//`,
  `"><img src=x onerror=${MARK}>`,
  `<svg onload="${MARK}">`,
  `<svg><script>${MARK}</script></svg>`,
  `<svg><animate onbegin="${MARK}" attributeName=x dur=1s>`,
  `<body onload="${MARK}">`,
  `<iframe srcdoc="<script>parent.${MARK}</script>">`,
  `<iframe src="javascript:parent.${MARK}">`,
  `<a href="javascript:${MARK}">x</a>`,
  `javascript:${MARK}`,
  `java\tscript:${MARK}`,
  `data:text/html,<script>parent.${MARK}</script>`,
  `<object data="javascript:${MARK}">`,
  `<embed src="javascript:${MARK}">`,
  `<form action="javascript:${MARK}"><button>x</button></form>`,
  `<details open ontoggle="${MARK}">`,
  `<video><source onerror="${MARK}"></video>`,
  `<input autofocus onfocus="${MARK}">`,
  `<marquee onstart="${MARK}">`,
  `<math><mtext><table><mglyph><style><img src=x onerror="${MARK}">`,
  `<noscript><p title="</noscript><img src=x onerror=${MARK}>">`,
  `<template><img src=x onerror="${MARK}"></template>`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=javascript:${MARK}">`,
  `<link rel=stylesheet href="https://evil.example/x.css">`,
  `<style>@import "https://evil.example/x.css"</style>`,
  `" onmouseover="${MARK}" autofocus onfocus="${MARK}" x="`,
  `' onmouseover='${MARK}' x='`,
  `\` onmouseover=${MARK} \``,
  `{{constructor.constructor("${MARK}")()}}`,
  `\${${MARK}}`,
  `<%= ${MARK} %>`,
  `\\u003cscript\\u003e${MARK}\\u003c/script\\u003e`,
  `&lt;script&gt;${MARK}&lt;/script&gt;`,
  `%3Cscript%3E${MARK}%3C/script%3E`,
  `<scr\0ipt>${MARK}</scr\0ipt>`,
  `<ScRiPt >${MARK}</sCrIpT >`,
  `<<script>${MARK}//<</script>`,
  `\u2028${MARK}//`,
  `*/${MARK}/*`,
  `-->\n<script>${MARK}</script><!--`,
  `]]><script>${MARK}</script>`,
  `';${MARK};//`,
  `";${MARK};//`,
  `+ADw-script+AD4-${MARK}+ADw-/script+AD4-`,
  `__proto__`,
  `constructor`,
];

const STRANGE = [
  '\u202egnp.exe\u202c',
  '\u2066\u2067\u2069 admin',
  'a\u0300'.repeat(60),
  '\u200b\u200d\ufeff',
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}',
  '\ud800',
  '\u001b[31mred\u001b[0m',
  '\u001b]0;title\u0007',
  '\u001b[2J\u001b[H',
  '\u001bPq#0;2;0;0;0\u001b\\',
  '\u009b31m',
  '\r\nSet-Cookie: x=y',
  '\u0007\u0008\u007f',
  '../../../etc/passwd',
  '\'; DROP TABLE "Node"; --',
  'x'.repeat(300),
  'x '.repeat(150),
];

/** Wrapped in what a page may put around a text of its own. */
const WRAPS: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `name ${vector}`,
  (vector) => `"}]}${vector}`,
  (vector) => `</div></td></tr></table>${vector}`,
  (vector) => `\u00a0${vector.toUpperCase().replaceAll("WINDOW.__STRUCK='X'", MARK)}`,
];

const WRITTEN: readonly string[] = [
  ...VECTORS.flatMap((vector) => WRAPS.map((wrap) => wrap(vector))),
  ...STRANGE,
];

/** For a long run, `OPSBRO_FUZZ_PAYLOADS=2000`: the wraps are put around one another. */
const COUNT = Number(process.env.OPSBRO_FUZZ_PAYLOADS ?? WRITTEN.length);

export const PAYLOADS: readonly string[] = [...distinct(COUNT)];

function distinct(count: number): ReadonlySet<string> {
  const found = new Set(WRITTEN);
  for (let inner: readonly string[] = WRITTEN; found.size < count; ) {
    inner = inner.flatMap((text) => WRAPS.slice(1).map((wrap) => wrap(text)));
    for (const text of inner.slice(0, count - found.size)) found.add(text);
  }
  return found;
}
