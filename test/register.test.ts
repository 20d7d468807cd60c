import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { testFolder } from './chart/support/charts';

const folder = testFolder();
const program = join(folder, 'program.ts');
const part = join(folder, 'part.ts');

afterAll(() => {
  rmSync(join('node_modules/.cache/typescript', encodeURIComponent(relative('.', program))));
});

function run(): string {
  const { stdout, stderr } = spawnSync('node', ['-r', resolve('register.js'), program], { encoding: 'utf8' });
  return stdout + stderr;
}

test('a program that runs again prints the same, and a file with another content is compiled anew', () => {
  writeFileSync(
    program,
    "import { word } from './part';\nif (require.main === module) console.log(word satisfies string);\n",
  );
  writeFileSync(part, "export const word: string = 'first';\n");
  expect([run(), run()]).toEqual(['first\n', 'first\n']);
  const { atime, mtime } = statSync(part);
  writeFileSync(part, "export const word: string = 'other';\n");
  // As long as before, and of the same time.
  utimesSync(part, atime, mtime);
  expect([run(), run()]).toEqual(['other\n', 'other\n']);
});

test('a program may say in its first line what runs it', () => {
  writeFileSync(program, "#!/usr/bin/env node\nconsole.log('runs' satisfies string);\n");
  expect([run(), run()]).toEqual(['runs\n', 'runs\n']);
});

test('a file that moved, and one that has become JavaScript, are found where they are now', () => {
  writeFileSync(program, "import { word } from './moved';\nconsole.log(word);\n");
  writeFileSync(join(folder, 'moved.ts'), "export const word = 'a file';\n");
  expect([run(), run()]).toEqual(['a file\n', 'a file\n']);
  rmSync(join(folder, 'moved.ts'));
  mkdirSync(join(folder, 'moved'));
  writeFileSync(join(folder, 'moved/index.ts'), "export { word } from './word';\n");
  writeFileSync(join(folder, 'moved/word.ts'), "export const word = 'a folder';\n");
  expect([run(), run()]).toEqual(['a folder\n', 'a folder\n']);
  rmSync(join(folder, 'moved/word.ts'));
  writeFileSync(join(folder, 'moved/word.js'), "exports.word = 'JavaScript';\n");
  expect([run(), run()]).toEqual(['JavaScript\n', 'JavaScript\n']);
});

test('where nothing is installed, it is said what to do', () => {
  const copy = join(folder, 'register.js');
  copyFileSync('register.js', copy);
  const { status, stderr } = spawnSync('node', ['-r', copy, program], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([1, `The npm packages of ${folder} are not installed: run npm ci there.\n`]);
});
