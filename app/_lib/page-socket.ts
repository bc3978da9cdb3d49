'use client';

/** How long the other end may take to say goodbye. */
const GOODBYE_MS = 1_000;

/**
 * A WebSocket that is closed a second after `close()` was called, whatever the other end does.
 * A browser waits for the other end's own close, and a server that hangs never sends one: the page
 * would go on as if it were live until the server is back.
 */
export function pageSocket(): typeof WebSocket {
  return class extends WebSocket {
    #givenUp = false;

    constructor(...words: ConstructorParameters<typeof WebSocket>) {
      super(...words);
      // The real end comes after all: it was told already.
      this.addEventListener('close', (event) => {
        if (this.#givenUp && event.isTrusted) event.stopImmediatePropagation();
      });
    }

    override close(code?: number, reason?: string): void {
      super.close(code, reason);
      setTimeout(() => {
        if (this.#givenUp || this.readyState === WebSocket.CLOSED) return;
        this.#givenUp = true;
        this.dispatchEvent(new CloseEvent('close', { code: 1006, wasClean: false }));
      }, GOODBYE_MS);
    }
  };
}
