const WORDS: Readonly<Record<string, string>> = {
  signup_disabled: 'No account here has that e-mail. An admin has to invite you first.',
  account_not_linked: 'No account here has that e-mail, or it is not verified there.',
  unable_to_link_account: 'Your organisation’s sign-in did not ask again who you are.',
  unable_to_update_account: 'Your organisation’s sign-in did not ask again who you are.',
  email_not_found: 'Your organisation’s sign-in did not say which e-mail is yours.',
  access_denied: 'Your organisation’s sign-in refused, or you turned back there.',
  state_mismatch: 'That sign-in was not begun on this page. Start again here.',
};

/** Why the organisation's sign-in led back here, from the word in the address. */
export function providerError(word: string): string {
  const known = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return known ?? 'Your organisation’s sign-in did not work. The server’s log says why.';
}
