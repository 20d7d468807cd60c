import { imageValues } from '../platform';
import { OBJECT_NAME } from '../platform/names';
import { scheduleWithSeconds, textOf } from '../platform/shapes/words';
import { boolean, integer, map, oneOf, optional, section, string } from '../values';

const NAME = OBJECT_NAME.pattern;

/** What only CloudNativePG knows. */
export const clusterValues = section('CloudNativePG, for the mode cnpg. Its operator has to be there already', {
  instances: integer({ description: 'Servers; one is the primary', default: 3, minimum: 1, maximum: 20 }),
  image: imageValues('ghcr.io/cloudnative-pg/postgresql', '15'),
  operatorNamespace: string({
    description: 'Namespace of the operator',
    default: 'cnpg-system',
    pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    expected: 'the name of a namespace',
  }),
  antiAffinity: oneOf({
    description: 'Whether servers have to be on nodes of their own',
    options: ['preferred', 'required'],
    default: 'preferred',
  }),
  primaryUpdateStrategy: oneOf({
    description: 'Whether an update replaces the primary by itself, or waits for a person',
    options: ['unsupervised', 'supervised'],
    default: 'unsupervised',
  }),
  backups: section('Backups by CloudNativePG', {
    enabled: boolean({ description: 'Whether there are any', default: false }),
    schedule: string({
      description: 'When, in UTC, beginning with seconds',
      default: '0 0 3 * * *',
      ...textOf(scheduleWithSeconds),
    }),
    method: oneOf({
      description: 'Snapshots of the volumes, or a plugin that writes to a store of objects',
      options: ['volumeSnapshot', 'plugin'],
      default: 'volumeSnapshot',
    }),
    snapshotClass: optional(
      string({
        description: "VolumeSnapshotClass; the cluster's default one if absent",
        default: 'snapshots',
        pattern: NAME,
        expected: 'a name such as snapshots',
      }),
    ),
    plugin: string({
      description: 'Name of the plugin',
      default: 'barman-cloud.cloudnative-pg.io',
      pattern: NAME,
      expected: 'a name such as barman-cloud.cloudnative-pg.io',
    }),
    pluginParameters: map({
      description: 'What the plugin is told, such as barmanObjectName: store',
      item: string({ description: 'Value', default: '' }),
      keys: { pattern: '^[A-Za-z][A-Za-z0-9]*$', expected: 'names such as barmanObjectName' },
    }),
  }),
});
