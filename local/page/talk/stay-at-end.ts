// Keeps a list that grows at its end in sight: at the end when the reader was there, and where it was when not.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** Nearer to the end than this counts as being there, in CSS pixels. */
const NEAR = 32;

export interface StayAtEnd {
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly content: RefObject<HTMLDivElement | null>;
  /** Something came that is further down than the reader is. */
  readonly hasNewer: boolean;
  toEnd(): void;
}

/** @param newest what stands last, e.g. a message's ts */
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
    // What scrolls must be in reach of the keyboard.
    box.tabIndex = 0;
    const note = () => {
      // A hidden list has no height, and forgets where it was.
      if (box.clientHeight === 0) return;
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      // The list may have grown since it was scrolled to its end: only who went up has left it.
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
