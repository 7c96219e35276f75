// What every page and script of these tests asks, in one place.

/** A plan whose answer needs everything: fan-out, a call that waits for another, exact bytes, sums. */
export const plan = {
  variables: { SHOP_URL: 'http://127.0.0.1:9' },
  services: { shop: { url: '${SHOP_URL}' } },
  sources: {
    customer: { service: 'shop', path: '/customers/{id}', empty: {} },
    orders: { service: 'shop', path: '/customers/{id}/orders', empty: [] },
    stock: { service: 'shop', path: '/warehouses/{customer#/warehouse}/stock', empty: [] },
  },
  endpoints: {
    'GET /customers/{id}': {
      deadline: '10s',
      parameters: { id: { type: 'integer', min: 1, required: true } },
      answer: {
        customer: { $source: 'customer', path: '/name' },
        orders: { $length: 'orders' },
        spent: { $sum: 'orders', value: '/total' },
        stock: { $source: 'stock' },
      },
    },
  },
};

/** Asks, with the package as it was imported, and gives what is to be shown. */
export async function ask({ createClient }, upstream, options = {}) {
  const client = createClient({ plan, variables: { SHOP_URL: upstream }, ...options });
  try {
    const { data, report } = await client.get('/customers/{id}', { id: 7 });
    return { outcome: report.outcome, data };
  } finally {
    client.close();
  }
}
