/** Makes a page in stages, so that each is painted before the next is made and no task is long. */

import { useEffect, useState } from 'preact/hooks';

/** Counts from 0 to `last`, one step after each paint. */
export function useStage(last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage === last) return;
    let timer = 0;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setStage(stage + 1));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [stage, last]);
  return stage;
}
