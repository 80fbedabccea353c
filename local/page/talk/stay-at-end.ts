// Scrolls a growing list: it follows the end while the reader is there, and otherwise keeps its position.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Distance from the end that still counts as the end, in CSS pixels. */
const NEAR = 32;

export interface StayAtEnd {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** True if there are new items below the visible part */
  readonly hasNewer: boolean;
  toEnd(): void;
}

/** @param newest identifies the last item, e.g. a message's ts */
export function useStayAtEnd(newest: string | undefined): StayAtEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const place = useRef({ atEnd: true, top: 0 });
  const [atEnd, setAtEnd] = useState(true);
  const [seen, setSeen] = useState(newest);

  const toEnd = useCallback(() => {
    place.current.atEnd = true;
    setAtEnd(true);
    if (scroller.current) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const { current: box } = scroller;
    const { current: inner } = content;
    if (box === null || inner === null) return;
    // Keyboard users must be able to scroll.
    box.tabIndex = 0;
    const note = () => {
      // A hidden list has no height and loses its position.
      if (box.clientHeight === 0) return;
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      // The list may have grown since it was scrolled to its end; only scrolling up leaves the end.
      const stays = near || (place.current.atEnd && box.scrollTop >= place.current.top);
      place.current = { atEnd: stays, top: box.scrollTop };
      setAtEnd(stays);
    };
    const goToEnd = () => {
      box.scrollTop = box.scrollHeight;
      place.current.top = box.scrollTop;
    };
    const keep = () => {
      if (box.clientHeight === 0) return;
      if (place.current.atEnd) goToEnd();
      else if (box.scrollTop === 0) box.scrollTop = place.current.top;
    };
    const sizes = new ResizeObserver(keep);
    sizes.observe(box);
    sizes.observe(inner);
    box.addEventListener('scroll', note, { passive: true });
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', note);
    };
  }, []);

  useEffect(() => {
    if (atEnd) setSeen(newest);
  }, [atEnd, newest]);

  return { scroller, content, hasNewer: !atEnd && newest !== seen, toEnd };
}
