/** What Artifact Hub and other catalogues of charts show. */
export interface Catalogue {
  /** Words by which people find it. @default - none */
  readonly keywords?: readonly string[];
  /** Annotations of Chart.yaml, beside that of the images, which follows from the defaults. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}
