/** What Artifact Hub and other catalogues of charts show. */
export interface Catalogue {
  /** Words by which people find it. @default - none */
  readonly keywords?: readonly string[];
  /** Annotations of Chart.yaml, beside that of the images, which follows from the defaults. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * What the chart's README says between the description and the service graph, in Markdown: prerequisites, how to install,
   * upgrade and uninstall. Headings begin with `##`. @default - the command that installs it
   */
  readonly guide?: string;
}
