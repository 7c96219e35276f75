import { useQuery } from '@tanstack/react-query';
import { queryOptions } from 'orquesta/query';

import { client } from './plan';

/** Shows each part of the answer as soon as its source has answered. */
export function User({ id }: { id: number }) {
  const query = useQuery(queryOptions(client, '/users/{user_id}', { user_id: id }));
  if (query.error) return <p role="alert">{query.error.message}</p>;

  const { user, posts, views, best } = query.data?.data ?? {};
  // Not there until the answer is whole.
  const report = query.data?.report;
  return (
    <section aria-busy={query.isFetching}>
      <h2>{user?.username ?? '…'}</h2>
      <p>
        {posts ?? '…'} posts, {views ?? '…'} views
      </p>
      <ol>
        {best?.map((post) => (
          <li key={String(post.url)}>{String(post.views)} views</li>
        ))}
      </ol>
      {report && <p>{report.outcome}</p>}
      <button onClick={() => query.refetch()}>refetch</button>
    </section>
  );
}
