'use client';
import { type RefObject, useEffect, useState } from 'react';

/** So far below the screen things begin to load, so that they are there when they are reached. */
const AHEAD = '240px';

/** Whether an element has been on the screen, or nearly. */
export function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const target = element.current;
    if (target === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setSeen(true);
        observer.disconnect();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return seen;
}
