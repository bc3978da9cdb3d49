'use client';
import { useEffect, useRef, useState } from 'react';

/** How wide an element is, in pixels; before it is known, what the server guesses. */
export function useWidth<Of extends HTMLElement>(guess: number) {
  const element = useRef<Of>(null);
  const [width, setWidth] = useState(guess);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) setWidth(Math.max(1, Math.floor(entry.contentRect.width)));
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, []);
  return { element, width };
}
