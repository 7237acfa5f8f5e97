import type { Spec } from 'vega';
import type { VolumeKey, VolumeRow } from './portrait.js';

const SIZE = { width: 720, height: 220 };
const LABEL = { labelColor: 'var(--soft)', labelFont: 'inherit', labelFontSize: 12, domainColor: 'var(--rule)', tickColor: 'var(--rule)' };

/**
 * Messages in time as stacked bars, as SVG. Colours are variables of the style sheet, so that one drawing serves light and dark; what it shows stands
 * in words beside it and in the table beneath, so that it is hidden from those who listen to the page.
 */
export async function volumeChart(rows: readonly VolumeRow[], keys: readonly VolumeKey[]): Promise<string> {
  const values = rows.flatMap(({ bucket, parts }) =>
    keys.map((key, order) => ({ at: bucket.key, key, order, n: parts.find((part) => part.key === key)?.ids.length ?? 0 })),
  );
  // Loaded with the first chart: no command should wait a sixth of a second for what it never draws.
  const { parse, View } = await import('vega');
  const view = new View(parse(specOf(values, keys)), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return svg.replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
  } finally {
    view.finalize();
  }
}

function specOf(values: { at: string; key: VolumeKey; order: number; n: number }[], keys: readonly VolumeKey[]): Spec {
  return {
    ...SIZE,
    padding: 2,
    autosize: { type: 'fit', contains: 'padding' },
    data: [
      { name: 'said', values, transform: [{ type: 'stack', groupby: ['at'], sort: { field: 'order' }, field: 'n' }] },
      { name: 'parts', source: 'said', transform: [{ type: 'filter', expr: 'datum.n > 0' }] },
    ],
    scales: [
      { name: 'x', type: 'band', domain: { data: 'said', field: 'at' }, range: 'width', padding: 0.2 },
      { name: 'y', type: 'linear', domain: { data: 'said', field: 'y1' }, range: 'height', nice: true, zero: true },
      { name: 'colour', type: 'ordinal', domain: [...keys], range: keys.map((key) => `var(--voice-${key})`) },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', labelOverlap: 'greedy', labelSeparation: 8, ...LABEL },
      {
        orient: 'left',
        scale: 'y',
        tickCount: 4,
        tickMinStep: 1,
        format: 'd',
        grid: true,
        gridColor: 'var(--rule)',
        domain: false,
        ticks: false,
        ...LABEL,
      },
    ],
    marks: [
      {
        type: 'rect',
        from: { data: 'parts' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'at' },
            width: { scale: 'x', band: 1 },
            y: { scale: 'y', field: 'y1' },
            y2: { scale: 'y', field: 'y0' },
            fill: { scale: 'colour', field: 'key' },
            stroke: { value: 'var(--paper)' },
          },
        },
      },
    ],
  };
}
