import { type ServiceGraph, isSometimes } from '../synth';
import { type Box, LINE_HEIGHT, type Layout, type PlacedEdge, type PlacedNode, layoutOf } from './layout';
import { curve, onCurve, round } from './curve';
import { legend } from './legend';
import { STYLE } from './style';
import { escaped } from './text';

/** Height of the legend below. */
const LEGEND = 56;
/** Room for the frame's title. */
const TITLE = 28;

/** A service graph as a picture, in light and dark, with a description for those who cannot see it. */
export function svgOf(title: string, graph: ServiceGraph): string {
  const placed = layoutOf(graph);
  const [width, height] = [Math.ceil(placed.width), Math.ceil(placed.height) + LEGEND - 16];
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc">`,
    `<title id="title">Service graph of ${escaped(title)}</title>`,
    `<desc id="desc">${escaped(described(graph))}</desc>`,
    `<style>${STYLE}</style>`,
    `<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="head" d="M0.5 0.5 7.5 4 0.5 7.5Z"/></marker></defs>`,
    `<rect class="page" width="${width}" height="${height}" rx="14"/>`,
    frame(placed),
    ...placed.edges.map((edge) => path(edge, isSometimes(edge, graph.nodes))),
    ...placed.edges.map(label),
    ...placed.nodes.map(node),
    legend(28, height - LEGEND + 14),
    '</svg>',
  ].join('\n')}\n`;
}

/** Each way in a sentence. */
function described({ nodes, edges }: ServiceGraph): string {
  const name = (id: string) => nodes.find((one) => one.id === id)!.name;
  const ways = edges.map(({ from, to, port }) => `${name(from)} may call ${name(to)} on port ${port}.`);
  const stores = nodes.filter(({ storesData }) => storesData).map((one) => `Data rests in ${one.name}.`);
  return [...ways, ...stores].join(' ');
}

function frame({ frame: { x, y, width, height } }: Layout): string {
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  return (
    `<rect class="frame" x="${left}" y="${round(top - TITLE / 2)}" width="${round(width)}" height="${round(height + TITLE / 2)}" rx="16"/>` +
    `<text class="title" x="${round(left + 16)}" y="${round(top + 8)}">namespace of the release: what is not drawn is denied</text>`
  );
}

function node(placed: PlacedNode): string {
  const { x, y, name, kind, storesData, lines } = placed;
  const kinds = [kind, ...(storesData ? ['store'] : []), ...(lines.length > 0 ? ['sometimes'] : [])].join(' ');
  const first = y - (lines.length * LINE_HEIGHT) / 2 + (storesData ? 6 : 0);
  const texts = lines.map(
    (line, index) =>
      `<text class="when" x="${round(x)}" y="${round(first + 19 + index * LINE_HEIGHT)}">${escaped(line)}</text>`,
  );
  return `<g class="${kinds}">${storesData ? cylinder(placed) : card(placed, kind)}<text class="name" x="${round(x)}" y="${round(first + 5)}">${escaped(name)}</text>${texts.join('')}</g>`;
}

function card({ x, y, width, height }: Box, kind: string): string {
  const radius = kind === 'neighbour' || kind === 'world' ? 22 : 10;
  const [left, top] = [round(x - width / 2), round(y - height / 2)];
  const inner =
    kind === 'job'
      ? `<path class="bar" d="M${left + 7} ${top}v${height}M${round(left + width - 7)} ${top}v${height}"/>`
      : '';
  return `<rect x="${left}" y="${top}" width="${width}" height="${height}" rx="${kind === 'job' ? 2 : radius}"/>${inner}`;
}

function cylinder({ x, y, width, height }: Box): string {
  const [left, top, lid] = [round(x - width / 2), round(y - height / 2), 7];
  const [right, bottom] = [round(left + width), round(top + height)];
  const arc = `A${width / 2} ${lid} 0 0`;
  return (
    `<path d="M${left} ${top + lid}${arc} 1 ${right} ${top + lid}V${bottom - lid}${arc} 1 ${left} ${bottom - lid}Z"/>` +
    `<path class="bar" d="M${left} ${top + lid}${arc} 0 ${right} ${top + lid}"/>`
  );
}

function path({ points }: PlacedEdge, sometimes: boolean): string {
  return `<path class="way${sometimes ? ' sometimes' : ''}" d="${curve(points)}" marker-end="url(#arrow)"/>`;
}

function label({ label: box, points, port, lines }: PlacedEdge): string {
  const { width, height } = box;
  const nearest = points.map((point, index) => [Math.hypot(point.x - box.x, point.y - box.y), index] as const);
  const { x, y } = onCurve(points, nearest.sort(([a], [b]) => a - b)[0]?.[1] ?? 0);
  const top = y - height / 2;
  const texts = lines.map(
    (line, index) =>
      `<text class="when" x="${round(x)}" y="${round(top + 27 + index * LINE_HEIGHT)}">${escaped(line)}</text>`,
  );
  return `<g class="port"><rect x="${round(x - width / 2)}" y="${round(top)}" width="${width}" height="${height}" rx="9"/><text x="${round(x)}" y="${round(top + 13)}">${port}</text>${texts.join('')}</g>`;
}
