'use client';

import { createClient } from 'orquesta';
import { useEffect } from 'react';

import { ask } from '../ask.js';
import { show } from '../show.js';

export function Shown() {
  useEffect(() => {
    const query = new URLSearchParams(location.search);
    show(() => ask({ createClient }, query.get('upstream'), { worker: query.has('worker') }));
  }, []);
  return <output />;
}
