/** The time for what is told in words, such as how long ago something was. */

import { useEffect, useState } from 'preact/hooks';

/** The time, told every so many milliseconds. */
export function useClock(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
