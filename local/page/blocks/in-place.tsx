// Draws parts without keys, which React then identifies by position.
import { createElement, Fragment, type ReactNode } from 'react';

export function InPlace<Part>({ parts, draw }: { parts: readonly Part[]; draw: (part: Part) => ReactNode }) {
  return createElement(Fragment, null, ...parts.map((part) => draw(part)));
}
