/** What a figure gets where it can be touched: values under the pointer, and plots that can be zoomed and moved. */
import type { TopLevelSpec } from 'vega-lite';

type Part = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The same figure with the values of a mark under the pointer and, where both axes are continuous, the wheel to zoom and a
 * drag to move. A spec that says itself what it does when it is touched is left as it is.
 */
export function interactive(spec: TopLevelSpec): TopLevelSpec {
  if (JSON.stringify(spec).includes('"params":')) return spec;
  let count = 0;
  const zoomable = (part: Part, encoding: Part): Part => {
    const own = { ...encoding, ...(isRecord(part['encoding']) ? part['encoding'] : {}) };
    if ('mark' in part) {
      if (!isContinuous(own['x']) || !isContinuous(own['y'])) return part;
      return { ...part, params: [{ name: `zoom${++count}`, select: 'interval', bind: 'scales' }] };
    }
    // The layers of a plot share their axes: one of them is enough.
    if (Array.isArray(part['layer'])) {
      const layers = part['layer'] as Part[];
      const before = count;
      const layer = layers.map((each) => (count === before ? zoomable(each, own) : each));
      return { ...part, layer };
    }
    for (const kind of ['hconcat', 'vconcat', 'concat']) {
      if (Array.isArray(part[kind]))
        return { ...part, [kind]: (part[kind] as Part[]).map((each) => zoomable(each, {})) };
    }
    return part;
  };
  const config = isRecord(spec.config) ? spec.config : {};
  const mark = isRecord(config['mark']) ? config['mark'] : {};
  return {
    ...zoomable(spec as unknown as Part, {}),
    config: { ...config, mark: { ...mark, tooltip: true } },
    // Sharp at any size, and its text can be found and copied.
    usermeta: { ...(isRecord(spec.usermeta) ? spec.usermeta : {}), embedOptions: { renderer: 'svg' } },
  } as unknown as TopLevelSpec;
}

/** Numbers or times along an axis that is shown; where there is none, such as in a graph, places mean nothing. */
function isContinuous(channel: unknown): boolean {
  if (!isRecord(channel) || channel['axis'] === null) return false;
  return ['quantitative', 'temporal'].includes(String(channel['type'])) && channel['field'] !== undefined;
}
