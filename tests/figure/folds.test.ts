import { expect, test } from 'vitest';
import { htmlFolds } from '../../lib/figure/index.ts';

test('every item opens by itself, and text is text', () => {
  const html = htmlFolds(
    [
      { summary: 'bfs < size 6', text: 'pi:\n[0 <b> 1]', rows: [{ writes: '[', share: 0.5 }] },
      { summary: 'minimum', text: '2' },
    ],
    { height: 300 },
  );
  expect(html.match(/<details>/g)).toHaveLength(2);
  expect(html).toContain('<summary>bfs &lt; size 6</summary>');
  expect(html).toContain('[0 &lt;b&gt; 1]</pre>');
  expect(html.match(/<table>/g)).toHaveLength(1);
  expect(html).toMatch(/^<div style="max-height: 300px; overflow-y: auto">\n.*<\/div>$/s);
});
