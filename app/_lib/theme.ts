/** What a person chose; `system` follows the machine, also when it changes. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const THEME_COOKIE = 'opsbro-theme';
const YEAR_S = 31_536_000;

function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/** @param cookies as in `document.cookie` */
export function themeOf(cookies: string): Theme {
  const found = new RegExp(`(?:^|; )${THEME_COOKIE}=([a-z]+)`).exec(cookies)?.[1];
  return isTheme(found) ? found : 'system';
}

/**
 * Runs inline before the first paint, so that nobody who works in the dark sees a white flash;
 * stays to follow the machine, and the theme menu, which tells a choice by a `theme` event.
 */
export const THEME_SCRIPT = `(()=>{
const dark=matchMedia('(prefers-color-scheme: dark)');
const apply=()=>{
const chosen=/(?:^|; )${THEME_COOKIE}=(light|dark)/.exec(document.cookie)?.[1];
document.documentElement.dataset.theme=chosen??(dark.matches?'dark':'light');
};
apply();
dark.addEventListener('change',apply);
addEventListener('theme',({detail})=>{
document.cookie='${THEME_COOKIE}='+detail+'; path=/; max-age=${YEAR_S}; samesite=lax';
apply();
});
})()`;
