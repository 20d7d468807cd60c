import { relative, resolve } from 'node:path';
import * as ts from 'typescript';

const PUBLIC = ['values', 'synth', 'upgrade'].map((name) => `constructs/${name}/index.ts`);

/** Public things without a docstring, as `file: Name.member`. */
function undocumented(files: readonly string[], sources?: ReadonlyMap<string, string>): string[] {
  const options: ts.CompilerOptions = { strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022 };
  const host = ts.createCompilerHost(options);
  const real = ts.createCompilerHost(options);
  host.fileExists = (path) => sources?.has(path) ?? real.fileExists(path);
  host.readFile = (path) => sources?.get(path) ?? real.readFile(path);
  host.getSourceFile = (path, ...rest) => {
    const text = sources?.get(path);
    return text === undefined
      ? real.getSourceFile(path, ...rest)
      : ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  };
  const program = ts.createProgram({ rootNames: files.map((file) => (sources ? file : resolve(file))), options, host });
  const checker = program.getTypeChecker();
  const exported = program.getSourceFiles().filter(({ fileName }) => files.some((file) => fileName.endsWith(file)));
  const found = exported.flatMap((file) => {
    const module = checker.getSymbolAtLocation(file);
    return module ? checker.getExportsOfModule(module) : [];
  });
  const targets = found.map((one) => (one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one));
  return [...new Set(targets.flatMap((symbol) => missingIn(symbol, checker)))].sort();
}

function missingIn(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration) return [];
  const file = relative(resolve('.'), declaration.getSourceFile().fileName);
  const own = isDocumented(symbol, checker) ? [] : [`${file}: ${symbol.name}`];
  if (!(ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration))) return own;
  const members = declaration.members
    .filter(isPublic)
    .filter((member) => !isDocumented(symbolOf(member, checker), checker));
  return [...own, ...members.map((member) => `${file}: ${symbol.name}.${member.name?.getText() ?? ''}`)];
}

function symbolOf(node: ts.ClassElement | ts.TypeElement, checker: ts.TypeChecker): ts.Symbol | undefined {
  return node.name && checker.getSymbolAtLocation(node.name);
}

function isPublic(member: ts.ClassElement | ts.TypeElement): boolean {
  if (!member.name || ts.isPrivateIdentifier(member.name)) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
  return (ts.getCombinedModifierFlags(member) & hidden) === 0 && !ts.getJSDocTags(member).some(isInternal);
}

function isInternal({ tagName }: ts.JSDocTag): boolean {
  return tagName.text === 'internal';
}

// A default says what leaving out means, which is enough.
function isDocumented(symbol: ts.Symbol | undefined, checker: ts.TypeChecker): boolean {
  if (!symbol) return true;
  if (symbol.getDocumentationComment(checker).length > 0) return true;
  return symbol.getJsDocTags(checker).some(({ name }) => name === 'default' || name === 'internal');
}

test('everything public in values, synth and upgrade has a docstring, each member too', () => {
  expect(undocumented(PUBLIC)).toEqual([]);
});

test('a public thing without one is found, and only that', () => {
  const text = `
    /** A class. */
    export class Documented {
      private inner = 1;
      /** It. */
      readonly it = 1;
      readonly other = 2;
      /** @default 1 */
      third = 1;
    }
    export interface Bare {
      /** @internal */
      readonly hidden: string;
      readonly shown: string;
    }
    export function run() {}
    function own() {}
  `;
  expect(undocumented(['entry.ts'], new Map([['entry.ts', text]]))).toEqual([
    'entry.ts: Bare',
    'entry.ts: Bare.shown',
    'entry.ts: Documented.other',
    'entry.ts: run',
  ]);
});
