export { type UpgradeOptions, type UpgradeReport, checkUpgrade } from './check-upgrade';
export { compareObjects } from './compare-objects';
export { compareSchemas } from './compare-schemas';
export { type Finding, type PlacedFinding, titleOf } from './finding';
export { MissingProgramError } from './helm';
export type { KubernetesObject } from './objects';
export { upgradeReport } from './report';
