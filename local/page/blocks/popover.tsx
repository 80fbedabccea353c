// A small menu that opens below its button, and on a phone at the bottom of the screen, near the thumb.
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface PopoverProps {
  /** Content of the button */
  readonly face: ReactNode;
  /** Name of the button and of the menu */
  readonly label: string;
  readonly className: string;
  readonly busy?: boolean | undefined;
  /** @param close to call after a choice */
  children(close: () => void): ReactNode;
}

/** Distance to the button and to the edge of the window, in CSS pixels */
const GAP = 4;

/** The children are buttons with the role `menuitem`. */
export function Popover({ face, label, className, busy = false, children }: PopoverProps) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState(false);
  const itemsOf = () => [...(menu.current?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];

  // The browser moves the focus there at once; React's own autoFocus would act only when the menu is made.
  useEffect(() => itemsOf()[0]?.setAttribute('autofocus', ''));

  /** A phone's style sheet overrides the place. */
  function place(): void {
    const { current: box } = menu;
    const at = opener.current?.getBoundingClientRect();
    if (box === null || at === undefined) return;
    const { width, height } = box.getBoundingClientRect();
    const isBelow = at.bottom + GAP + height <= window.innerHeight;
    box.style.setProperty('--top', `${isBelow ? at.bottom + GAP : Math.max(GAP, at.top - GAP - height)}px`);
    box.style.setProperty('--left', `${Math.max(GAP, Math.min(at.left, window.innerWidth - width - GAP))}px`);
  }

  function move(event: KeyboardEvent): void {
    const items = itemsOf();
    const index = items.indexOf(document.activeElement as HTMLElement);
    const to = {
      ArrowDown: index + 1,
      ArrowRight: index + 1,
      ArrowUp: index - 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: -1,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items.at(to % items.length)?.focus();
  }

  return (
    <>
      <button
        ref={opener}
        type="button"
        className={className}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-disabled={busy}
        aria-busy={busy}
        popoverTarget={busy ? undefined : id}
      >
        {face}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="popover"
        onKeyDown={move}
        onToggle={(event) => {
          const isOpen = event.newState === 'open';
          setOpen(isOpen);
          if (isOpen) place();
        }}
      >
        {children(() => menu.current?.hidePopover())}
      </div>
    </>
  );
}
