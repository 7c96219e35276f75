/** The rows of a long list that are in view, and a few around them. */

import {
  Virtualizer, elementScroll, observeElementOffset, observeElementRect, type VirtualItem,
} from '@tanstack/virtual-core';
import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

export interface Virtual {
  items: VirtualItem[];
  /** Height of all rows, in CSS pixels. */
  height: number;
  /** How many rows are in view at a time. */
  page: number;
  /** Brings a row into view. */
  show(index: number): void;
}

/** Follows the scrolling of `element`, whose rows are `row` CSS pixels high, below a head as high. */
export function useVirtual(element: RefObject<HTMLElement | null>, count: number, row: number): Virtual {
  const [, redraw] = useState(0);
  const options = {
    count,
    getScrollElement: () => element.current,
    estimateSize: () => row,
    overscan: 8,
    scrollPaddingStart: row,
    scrollToFn: elementScroll,
    observeElementRect,
    observeElementOffset,
    onChange: () => redraw((times) => times + 1),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    items: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    page: Math.max(1, Math.floor((element.current?.clientHeight ?? row * 10) / row) - 2),
    show: (index) => virtualizer.scrollToIndex(index),
  };
}
