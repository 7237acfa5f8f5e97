import type { Mark, Spec } from 'vega';
import type { VolumeKey, VolumeRow } from './portrait.js';

const SIZE = { width: 720, height: 220 };
/** The band behind a bar from which something may be missing, and how far it stands out. */
const GAP = 'gap';
const GAP_EDGE = 2;
const LABEL = { labelColor: 'var(--soft)', labelFont: 'inherit', labelFontSize: 12, domainColor: 'var(--rule)', tickColor: 'var(--rule)' };

/**
 * Messages in time as stacked bars, as SVG. Colours are variables of the style sheet, so that one drawing serves light and dark; what it shows stands
 * in words beside it and in the table beneath, so that it is hidden from those who listen to the page.
 * @param gaps what may be missing, in words, by the keys of bars: behind these stands a hatched band
 */
export async function volumeChart(
  rows: readonly VolumeRow[],
  keys: readonly VolumeKey[],
  gaps: ReadonlyMap<string, string> = new Map(),
): Promise<string> {
  const values = rows.flatMap(({ bucket, parts }) =>
    keys.map((key, order) => ({ at: bucket.key, key, order, n: parts.find((part) => part.key === key)?.ids.length ?? 0 })),
  );
  // Loaded with the first chart: no command should wait a sixth of a second for what it never draws.
  const { parse, View } = await import('vega');
  const view = new View(parse(specOf(values, keys, gaps)), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    return titled(svg, [...gaps.values()]).replace('<svg ', '<svg aria-hidden="true" focusable="false" ');
  } finally {
    view.finalize();
  }
}

function specOf(
  values: { at: string; key: VolumeKey; order: number; n: number }[],
  keys: readonly VolumeKey[],
  gaps: ReadonlyMap<string, string>,
): Spec {
  return {
    ...SIZE,
    padding: gaps.size > 0 ? { left: 2, right: 2, bottom: 2, top: 16 } : 2,
    autosize: { type: 'fit', contains: 'padding' },
    data: [
      { name: 'said', values, transform: [{ type: 'stack', groupby: ['at'], sort: { field: 'order' }, field: 'n' }] },
      { name: 'gaps', values: [...gaps.keys()].map((at) => ({ at })) },
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
      GAP_BAND,
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
      GAP_SIGN,
    ],
  };
}

const GAP_BAND: Mark = {
  type: 'rect',
  name: GAP,
  from: { data: 'gaps' },
  encode: {
    enter: {
      x: { scale: 'x', field: 'at', offset: -GAP_EDGE },
      width: { scale: 'x', band: 1, offset: 2 * GAP_EDGE },
      y: { value: 0 },
      y2: { field: { group: 'height' } },
      fill: { value: 'var(--soft)' },
      fillOpacity: { value: 0.14 },
      stroke: { value: 'var(--soft)' },
      strokeDash: { value: [3, 3] },
    },
  },
};

const GAP_SIGN: Mark = {
  type: 'text',
  from: { data: 'gaps' },
  encode: {
    enter: {
      x: { scale: 'x', field: 'at', band: 0.5 },
      y: { value: -3 },
      text: { value: '?' },
      align: { value: 'center' },
      fill: { value: 'var(--soft)' },
      font: { value: 'inherit' },
      fontSize: { value: 12 },
    },
  },
};

/** Words for who points at a band. The renderer of SVG has none of its own. */
function titled(svg: string, words: readonly string[]): string {
  if (words.length === 0) return svg;
  let place = 0;
  return svg.replace(new RegExp(`<g class="mark-rect role-mark ${GAP}".*?</g>`, 's'), (group) =>
    group.replace(/<path([^>]*?)(?:\/>|><\/path>)/g, (_all, attributes: string) => {
      const said = (words[place++] ?? '').replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
      return `<path${attributes}><title>${said}</title></path>`;
    }),
  );
}
