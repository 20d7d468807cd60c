export { type Bound, type Budget, budgetOf } from './budget';
export type { Catalogue } from './catalogue';
export { conditionOf, onlyWhen } from './conditions';
export { ExtraObjects, type ExtraObjectsProps, extraObjectsValue } from './extra-objects';
export { type AnyHelmChart, HelmChart, type HelmChartProps, Subchart, type SubchartProps } from './helm-chart';
export { mermaidOf } from './mermaid';
export { type HelmHook, Manifest, type ManifestMetadata, type ManifestOptions, type PlacedMetadata } from './manifest';
export type { PlainObject } from './manifests';
export { peakOf } from './quota';
export { parseQuantity } from './quantity';
export { type Overlay, parseOverlay, readOverlays } from './overlays';
export { type ReportRow, reportTable } from './report';
export {
  Caller,
  type Outsider,
  type ServiceEdge,
  type ServiceGraph,
  type ServiceNode,
  isSometimes,
  serviceGraphOf,
} from './service-graph';
export { type SynthOptions, SynthesizedChart, synth } from './synth';
export { runSynth } from './run-synth';
