// Draws parts that have no identity but their place, such as the pieces of a line.
import { createElement, Fragment, type ReactNode } from 'react';

export function InPlace<Part>({ parts, draw }: { parts: readonly Part[]; draw: (part: Part) => ReactNode }) {
  return createElement(Fragment, null, ...parts.map((part) => draw(part)));
}
