import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = join(__dirname, '../..');
const INDEXES = readdirSync(join(ROOT, 'libs'))
  .map((name) => join(ROOT, 'libs', name, 'src/index.ts'))
  .filter((path) => existsSync(path));

describe('what the libraries export', () => {
  it('has a doc block', () => {
    const { options } = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)).config,
      ts.sys,
      ROOT,
    );
    const program = ts.createProgram(INDEXES, { ...options, noEmit: true });
    const checker = program.getTypeChecker();
    const undocumented = INDEXES.flatMap((path) => {
      const source = program.getSourceFile(path);
      const module = source && checker.getSymbolAtLocation(source);
      const symbols = module ? checker.getExportsOfModule(module) : [];
      expect(symbols.length).toBeGreaterThan(0);
      return symbols
        .filter((symbol) => !isDocumented(symbol, checker))
        .map(({ name }) => `${path.slice(ROOT.length + 1)}: ${name}`);
    });
    expect(undocumented).toEqual([]);
  }, 60_000);
});

function isDocumented(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return target.getDocumentationComment(checker).length > 0;
}
