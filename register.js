// Runs TypeScript without checking its types: node -r ./register.js main.ts. What a run has loaded is kept in one file for
// its program, sources compiled by swc and by V8, which makes the next start four times cheaper. A source that is not the
// same, letter by letter, is compiled anew.
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, extname, join, relative } = require('node:path');
const { deserialize, serialize } = require('node:v8');
const { Script } = require('node:vm');

const version = versionOfSwc();
const cache = join(__dirname, 'node_modules/.cache/typescript');
const program = join(cache, encodeURIComponent(relative(__dirname, process.argv[1] ?? 'eval')));
const known = read();
const loaded = new Map();
let isNew = false;

// By path: what stood in the file, the JavaScript of it if that is another, and what V8 had compiled of that when the run ended.
function read() {
  try {
    const kept = deserialize(readFileSync(program));
    return kept.version === version ? kept.files : new Map();
  } catch {
    return new Map();
  }
}

function versionOfSwc() {
  try {
    return require('@swc/core/package.json').version;
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    console.error(`The npm packages of ${__dirname} are not installed: run npm ci there.`);
    process.exit(1);
  }
}

function javascript(source, file) {
  return require('@swc/core').transformSync(source, {
    filename: file,
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  }).code;
}

const compile = Module.prototype._compile;
Module.prototype._compile = function (source, file, format) {
  if (format === 'module') return compile.call(this, source, file, format);
  const before = known.get(file);
  const isTypeScript = file.endsWith('.ts');
  const kept =
    before?.source === source ? before : { source, code: isTypeScript ? javascript(source, file) : undefined };
  // A program's first line may name what runs it.
  const code = (kept.code ?? source).replace(/^#!.*/, '');
  const script = new Script(Module.wrap(code), { filename: file, cachedData: kept.compiled });
  if (!kept.compiled || script.cachedDataRejected) isNew = true;
  loaded.set(file, { ...kept, script });
  return script.runInThisContext().call(this.exports, this.exports, requireOf(this), this, file, dirname(file));
};

function requireOf(module) {
  const resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  const members = { resolve, main: process.mainModule, cache: Module._cache, extensions: Module._extensions };
  return Object.assign((request) => module.require(request), members);
}

// What a folder's files ask for is the same file for all of them; Node looks for a package anew for each.
const resolve = Module._resolveFilename;
const found = new Map();
Module._resolveFilename = function (request, parent, isMain, options) {
  if (options || !parent?.filename) return resolve.call(this, request, parent, isMain, options);
  const [folder, kind] = [dirname(parent.filename), extname(parent.filename)];
  const key = `${folder}\0${request}\0${kind}`;
  const file = found.get(key) ?? beside(folder, request, kind) ?? resolve.call(this, request, parent, isMain, options);
  found.set(key, file);
  return file;
};

// A relative path leads mostly to a file of the same kind; Node would try other names first.
function beside(folder, request, kind) {
  if (!/^\.\.?\/.*\w$/.test(request)) return undefined;
  const path = join(folder, request);
  const file = path.endsWith(kind) ? path : path + kind;
  return loaded.has(file) || statSync(file, { throwIfNoEntry: false })?.isFile() ? file : undefined;
}

Module._extensions['.ts'] = (module, file) => module._compile(readFileSync(file, 'utf8'), file);

// Node would look for each package.json above to learn whether it is an ES module; what was compiled before is none.
const load = Module._extensions['.js'];
Module._extensions['.js'] = (module, file) => {
  const source = known.has(file) ? readFileSync(file, 'utf8') : undefined;
  if (source !== undefined && source === known.get(file).source) module._compile(source, file);
  else load(module, file);
};

process.on('exit', () => {
  if (!isNew) return;
  const files = new Map();
  for (const [file, { source, code, script }] of loaded)
    files.set(file, { source, code, compiled: script.createCachedData() });
  mkdirSync(cache, { recursive: true });
  // Two runs at once each write a whole file.
  const part = `${program}.${process.pid}`;
  writeFileSync(part, serialize({ version, files }));
  renameSync(part, program);
});
