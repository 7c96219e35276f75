import { createClient } from 'orquesta';

import { ask } from '../../ask.js';

export async function GET(request) {
  const upstream = request.nextUrl.searchParams.get('upstream');
  return Response.json(await ask({ createClient }, upstream));
}
