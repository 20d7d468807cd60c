import fs, {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { execFileSync, spawnSync } from 'node:child_process';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { HelmChart, Manifest, synth } from '../../../constructs/synth';
import { replaceFolder } from '../../../constructs/synth/output';
import { packageOf } from '../../../constructs/synth/package';
import { integer, section } from '../../../constructs/values';
import { findHelm, inFolder, runHelm } from '../support/helm';

const TYPE = { apiVersion: 'v1', kind: 'Thing' };
const values = section('Values', { port: integer({ description: 'Port', default: 80 }) });
const inEmptyFolder = <T>(run: (folder: string) => T) =>
  inFolder(new Map([['helm/shop/values-dev.yaml', 'port: 8080\n']]), run);

function shop(app: App, notes?: string): HelmChart<typeof values> {
  const chart = new HelmChart(app, 'shop', {
    version: '1.0.0',
    description: 'A shop',
    values,
    ...(notes ? { notes } : {}),
  });
  new Manifest(chart, 'x', TYPE, { metadata: { name: 'x' }, port: chart.values.port });
  return chart;
}

describe('synth', () => {
  test('writes chart, package and manifests', () => {
    inEmptyFolder((folder) => {
      const app = new App();
      shop(app, 'Port {{ is }} ');
      const rows = synth(app, { outdir: join(folder, 'dist/'), overlays: join(folder, 'helm') });
      expect(rows).toMatchObject([{ chart: 'shop', environment: 'dev', objects: 1, files: 1 }]);
      expect(readdirSync(join(folder, 'dist')).sort()).toEqual(['charts', 'manifests']);
      expect(readFileSync(join(folder, 'dist/manifests/shop/dev/x.yaml'), 'utf8')).toContain('\nport: 8080\n');
      expect(readFileSync(join(folder, 'dist/charts/shop/templates/NOTES.txt'), 'utf8')).toBe(
        'Port {{ "{{" }} is }}\n',
      );
      expect(readdirSync(folder).sort()).toEqual(['dist', 'helm']);
    });
  });

  test.each<[string, (app: App) => void]>([
    ['a chart', (app) => new Manifest(shop(app), 'bad', TYPE, { metadata: { name: 'bad' }, date: new Date() })],
    [
      'an ordinary chart',
      (app) =>
        new Manifest(new Chart(app, 'plain'), 'p', TYPE, { metadata: { name: 'p' }, port: shop(app).values.port }),
    ],
  ])('writes nothing when %s is wrong', (_, build) => {
    inEmptyFolder((folder) => {
      const outdir = join(folder, 'dist');
      mkdirSync(outdir);
      writeFileSync(join(outdir, 'old'), 'kept');
      const app = new App();
      build(app);
      expect(() => synth(app, { outdir, overlays: join(folder, 'helm') })).toThrow();
      expect(readdirSync(outdir)).toEqual(['old']);
    });
  });

  test('writes an ordinary chart as stock cdk8s does', () => {
    inEmptyFolder((folder) => {
      const app = new App({ outdir: join(folder, 'stock'), yamlOutputType: YamlOutputType.FILE_PER_CHART });
      new Manifest(new Chart(app, 'plain'), 'p', TYPE, { metadata: { name: 'p' }, list: [1, 'on'], none: undefined });
      app.synth();
      synth(app, { outdir: join(folder, 'ours') });
      const [stock, ours] = ['stock/plain.k8s.yaml', 'ours/manifests/plain.yaml'].map((file) =>
        parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS() as unknown),
      );
      expect(ours).toEqual(stock);
      expect(ours).toEqual([{ ...TYPE, metadata: { name: 'p' }, list: [1, 'on'] }]);
    });
  });

  test('says that stock synth does not know values', () => {
    const app = new App({ outdir: '/nonexistent' });
    shop(app);
    expect(() => app.synth()).toThrow('is not known here; use synth() of cdk8s-chatbot instead of app.synth()');
  });

  test('resolves each object once, however many charts there are', () => {
    const resolved = (charts: number) => {
      const app = new App();
      for (let i = 0; i < charts; i++)
        new ApiObject(new Chart(app, `c${i}`), 'x', { ...TYPE, metadata: { name: 'x' } });
      const spy = jest.spyOn(ApiObject.prototype, 'toJson');
      inEmptyFolder((folder) => synth(app, { outdir: join(folder, 'dist') }));
      const calls = spy.mock.calls.length;
      spy.mockRestore();
      return calls;
    };
    expect([resolved(5), resolved(50)]).toEqual([5, 50]);
  });
});

describe('replaceFolder', () => {
  test('keeps the old folder when writing fails', () => {
    inFolder(new Map([['dist/old', 'kept']]), (folder) => {
      const impossible = new Map([
        ['a', 'x'],
        ['a/b', 'y'],
      ]);
      expect(() => replaceFolder(join(folder, 'dist'), impossible)).toThrow();
      expect(readdirSync(folder)).toEqual(['dist']);
      expect(readFileSync(join(folder, 'dist/old'), 'utf8')).toBe('kept');
    });
  });

  test('leaves a folder alone that holds the same already, and only then', () => {
    inFolder(new Map([['dist/a/file', 'same']]), (folder) => {
      const dist = join(folder, 'dist');
      const { ino } = statSync(dist);
      replaceFolder(dist, new Map([['a/file', 'same']]));
      expect(statSync(dist).ino).toBe(ino);
      for (const files of [
        new Map([['a/file', 'other']]),
        new Map([['b', 'other']]),
        new Map([
          ['b', ''],
          ['c', ''],
        ]),
      ]) {
        replaceFolder(dist, files);
        expect(
          readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
        ).toHaveLength(files.size);
        for (const [name, text] of files) expect(readFileSync(join(dist, name), 'utf8')).toBe(text);
      }
    });
  });

  test('leaves nothing of the old one, and takes a slash at the end', () => {
    inFolder(new Map([['dist/old', 'gone']]), (folder) => {
      replaceFolder(`${folder}/dist/`, new Map([['new/file', 'x']]));
      expect(readdirSync(join(folder, 'dist'))).toEqual(['new']);
      replaceFolder(join(folder, 'dist'), new Map());
      expect(readdirSync(join(folder, 'dist'))).toEqual([]);
    });
  });

  test('puts in order what a killed program left, and leaves what a running one writes', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    inFolder(new Map([['apart', '']]), (folder) => {
      const left = [
        `dist.old-${pid}/kept`,
        `dist.new-${pid}/half`,
        `dist.new-${process.ppid}/theirs`,
        'dist.new-x/mine',
      ];
      for (const name of left) cpSync(join(folder, 'apart'), join(folder, name), { recursive: true });
      replaceFolder(join(folder, 'dist'), new Map([['kept', '']]));
      expect(readdirSync(folder)).toEqual(['apart', 'dist', `dist.new-${process.ppid}`, 'dist.new-x']);
    });
  });

  test('follows a link', () => {
    inFolder(new Map([['elsewhere/old', '']]), (folder) => {
      symlinkSync('elsewhere', join(folder, 'dist'));
      replaceFolder(join(folder, 'dist'), new Map([['new', '']]));
      expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['new']);
      expect(readdirSync(folder)).toEqual(['dist', 'elsewhere']);
    });
  });

  test.each([
    ['ENOSPC', 'the disk is full; free some of it'],
    ['EROFS', 'its file system may only be read'],
    ['EBUSY', 'it is a mount, which cannot be replaced'],
  ])('says what to do about %s', (code, reason) => {
    inFolder(new Map([['dist/old', '']]), (folder) => {
      const spy = jest.spyOn(fs, 'renameSync').mockImplementationOnce(() => {
        throw Object.assign(new Error(code), { code });
      });
      const dist = join(folder, 'dist');
      expect(() => replaceFolder(dist, new Map())).toThrow(`${dist} cannot be written (${code}): ${reason}`);
      spy.mockRestore();
      expect(readdirSync(folder, { recursive: true })).toEqual(['dist', 'dist/old']);
    });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('is not cut in two by %s, which ends the program afterwards', (signal) => {
    inFolder(new Map([['dist/old', '']]), (folder) => {
      const program = `const { replaceFolder } = require('./constructs/synth/output');
        const files = new Map([['new', '']]);
        files[Symbol.iterator] = () => (process.kill(process.pid, '${signal}'), [['new', '']].values());
        replaceFolder(${JSON.stringify(join(folder, 'dist'))}, files);
        console.log('written');
        setTimeout(() => console.log('goes on'), 60_000);`;
      const ended = spawnSync(process.execPath, ['-r', './register.js', '-e', program], { encoding: 'utf8' });
      expect([ended.signal, ended.stdout, ended.stderr]).toEqual([signal, 'written\n', '']);
      expect(readdirSync(folder, { recursive: true })).toEqual(['dist', 'dist/new']);
    });
  });

  test('does not replace the folder that it runs in, nor one around it', () => {
    for (const folder of ['.', '..', process.cwd()])
      expect(() => replaceFolder(folder, new Map())).toThrow('is not a folder for output');
    expect(existsSync('package.json')).toBe(true);
  });
});

describe('a package', () => {
  const long = `templates/${'long-'.repeat(25)}/${'name-'.repeat(10)}.yaml`;
  const files = new Map([
    ['templates/b.yaml', 'b: 1\n'],
    [long, 'c: 1\n'],
    ['Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n'],
  ]);

  test('is a tar that has the chart first, and the same bytes twice', () => {
    const packed = packageOf('shop', files);
    expect(packed.equals(packageOf('shop', new Map([...files].reverse())))).toBe(true);
    inFolder(new Map([['shop.tgz', packed]]), (folder) => {
      const listed = execFileSync('tar', ['-tzf', join(folder, 'shop.tgz')], { encoding: 'utf8' });
      expect(listed.trim().split('\n')).toEqual(['shop/Chart.yaml', 'shop/templates/b.yaml', `shop/${long}`]);
      for (const helm of [findHelm(3), findHelm(4)]) {
        if (helm) expect(runHelm(helm, ['show', 'chart', join(folder, 'shop.tgz')])).toContain('name: shop');
      }
    });
  });

  test('says which path is too long', () => {
    expect(() => packageOf('shop', new Map([['x'.repeat(101), '']]))).toThrow('is too long for a package');
  });
});
