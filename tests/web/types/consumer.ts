// What a consumer writes, compiled against the packed types. Nothing of it is run.

import { createClient, definePlan, OrquestaError, type Answer, type Plan } from 'orquesta';
import { queryOptions } from 'orquesta/query';
import { createClient as createSlimClient, init } from 'orquesta/slim';

/** Compiles only if `A` and `B` are one type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T | undefined => undefined;

const plan = definePlan({
  services: { shop: { url: 'https://shop.example' } },
  sources: {
    orders: { service: 'shop', path: '/customers/{id}/orders', empty: [] },
    customer: { service: 'shop', path: '/customers/{id}', empty: {} },
  },
  endpoints: {
    'GET /customers/{id}': {
      parameters: { id: { type: 'integer', min: 1, required: true } },
      answer: { orders: { $length: 'orders' }, customer: { $source: 'customer' } },
    },
    'GET /orders': {
      parameters: { id: { type: 'integer', min: 1, required: true } },
      required: ['orders'],
      answer: { orders: { $source: 'orders' } },
    },
  },
});

interface Customer {
  name: string;
}

export async function inferred(signal: AbortSignal) {
  const client = createClient({ plan, bodies: {} as { customer: Customer } });
  const { data, report } = await client.get('/customers/{id}', { id: 7 }, { signal, deadline: 500 });
  same<Same<typeof data.orders, number>>();
  // @ts-expect-error: there is no such path
  await client.get('/customer/{id}', { id: 7 });
  // @ts-expect-error: the parameter is missing
  await client.get('/customers/{id}', {});
  const required = await client.get('/orders', { id: 7 });
  // @ts-expect-error: what is required may have failed
  required.data.orders;
  if (required.report.outcome !== 'failed') required.data?.orders;
  const response: Response = await client.handle(new Request('https://app.example/customers/7'));
  return [report.sources['orders']?.status === 'ok', response.status];
}

export async function unknown(anyPlan: Plan) {
  const client = createClient({ plan: anyPlan });
  const { data } = await client.get('/whatever');
  same<Same<typeof data, unknown>>();
}

export async function elsewhere() {
  const client = createClient<typeof plan>({ endpoint: 'https://edge.example' });
  const { data } = await client.get('/customers/{id}', { id: 7 });
  same<Same<typeof data.orders, number>>();
  try {
    const open = createClient({ endpoint: 'https://edge.example' });
    const answer: Answer<{ posts: number }> = await open.get('/summary', { user_id: 1n });
    return answer.data?.posts;
  } catch (error) {
    return error instanceof OrquestaError && error.code === 'parameter' && error.parameter;
  }
}

export async function slim() {
  await init(new URL('https://cdn.example/orquesta.wasm'));
  const options = queryOptions(createSlimClient({ plan }), '/customers/{id}', { id: 7 });
  const { data } = await options.queryFn({ signal: AbortSignal.timeout(1000) });
  same<Same<NonNullable<typeof data.orders>, number>>();
}

export const broken = definePlan({
  // @ts-expect-error: a service has a URL
  services: { shop: {} },
  endpoints: { 'GET /': { answer: 'here' } },
});
