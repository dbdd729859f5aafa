import { describe, expect, it } from 'vitest';
import { exposed } from './exposition.ts';
import { metricsIn } from './promql-names.ts';

describe('The metrics of an expression', () => {
  it.each([
    ['up{job=~"a.*"} == 0', [{ metric: 'up', labels: ['job'] }]],
    [
      'sum by (le, kind) (rate(a_bucket{x="1"}[$__rate_interval])) / sum(b)',
      [
        { metric: 'a_bucket', labels: ['x', 'le', 'kind'] },
        { metric: 'b', labels: [] },
      ],
    ],
    [
      'max(a{q="b"}) > 0 unless sum(rate(b[10m])) > 0',
      [
        { metric: 'a', labels: ['q'] },
        { metric: 'b', labels: [] },
      ],
    ],
  ])('%s', (expression, uses) => expect(metricsIn(expression)).toEqual(uses));

  it('are not looked for in what Prometheus could not read', () =>
    expect(() => metricsIn('sum by (le (rate(a[5m]))')).toThrow('cannot be read'));
});

describe('A scrape', () => {
  it('shows the names of all series, also of those without a value, and their labels', () => {
    const text =
      '# HELP a A\n# TYPE a counter\n# TYPE h histogram\na{x="1",y="a \\"b\\", c"} 3\nh_bucket{le="+Inf"} 1.5e-7\n';
    const found = exposed(text);
    expect([...found.keys()]).toEqual(['a', 'h_bucket', 'h_sum', 'h_count']);
    expect([...(found.get('a') ?? [])]).toEqual(['x', 'y']);
    expect(() => exposed('no sample')).toThrow('is no sample');
  });
});
