/** Names of what ships are known to editors, which complete them, while strings from outside meet an error that lists them. */
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type AlgorithmName,
  type CampaignName,
  type DistillationExperiment,
  type ExperimentName,
  type LanguageExperiment,
  type NarExperiment,
  type PresetName,
  type PretrainingExperiment,
  type ProcessorName,
  type VariantName,
  algorithmNames,
  campaignNamed,
  campaigns,
  experiments,
  presetNamed,
  presets,
  processorNames,
  sampleAt,
  shippedAs,
  variantNamed,
  variants,
} from '../../lib/index.ts';
import { projectFolder } from '../../lib/store/folders.ts';

describe('the type of names', () => {
  test('of presets', () => {
    expectTypeOf<PresetName>().toEqualTypeOf<'smoke' | 'laptop' | 'paper'>();
    expectTypeOf(presetNamed).toBeCallableWith('smoke');
  });

  test('of algorithms', () => {
    expectTypeOf<'bfs' | 'dijkstra' | 'topological_sort'>().toExtend<AlgorithmName>();
    expectTypeOf<'breadth_first'>().not.toExtend<AlgorithmName>();
    expectTypeOf<string>().not.toExtend<AlgorithmName>();
  });

  test('of variants', () => {
    expectTypeOf<'sum' | 'index-hints' | 'distilled'>().toExtend<VariantName>();
    expectTypeOf<string>().not.toExtend<VariantName>();
    expectTypeOf(variantNamed('sum').name).toEqualTypeOf<VariantName>();
  });

  test('of campaigns', () => {
    type Laptop =
      | 'laptop'
      | `laptop-${'searching' | 'longer' | 'ablations' | 'remedies' | 'reading' | 'learned' | 'lists' | 'numbered' | 'freezing' | 'together' | 'taught'}`;
    type Names = 'smoke' | Laptop | 'paper';
    expectTypeOf<CampaignName>().toEqualTypeOf<Names>();
  });

  test('of processors', () => {
    expectTypeOf<'mpnn' | 'triplet_gmpnn' | 'relational_transformer'>().toExtend<ProcessorName>();
    expectTypeOf<string>().not.toExtend<ProcessorName>();
  });

  test('of experiments, and what each of them is', () => {
    expectTypeOf<'nar-laptop' | 'english-paper' | 'transnar-smoke-pretrained'>().toExtend<ExperimentName>();
    expectTypeOf<'nar-laptop-pretrained'>().not.toExtend<ExperimentName>();
    expectTypeOf(experiments['nar-smoke']).toEqualTypeOf<NarExperiment>();
    expectTypeOf(experiments['english-smoke']).toEqualTypeOf<PretrainingExperiment>();
    expectTypeOf(experiments['transnar-laptop-pretrained']).toEqualTypeOf<LanguageExperiment>();
    expectTypeOf(experiments['distilled-laptop']).toEqualTypeOf<DistillationExperiment>();
  });
});

/** In the code of a cell, `|` is where the cursor stands. */
test.each([
  [`sampleAt('|', 6, 0, 0)`, algorithmNames],
  [`algorithm('|')`, algorithmNames],
  [`presetNamed('|')`, Object.keys(presets)],
  [`variantNamed('|')`, variants.map(({ name }) => name)],
  [`campaignNamed('|')`, campaigns.map(({ name }) => name)],
  [`experiments['|']`, Object.keys(experiments)],
  [`shippedAs('|')`, Object.keys(experiments)],
  [`narConfig.parse({ processor: '|' } satisfies Partial<NarConfig>)`, processorNames],
])('an editor completes %s', (code, names) => {
  expect(completions(code).sort()).toEqual([...names].sort());
});

test('a string that is no name meets an error that lists the names', () => {
  const typed: string = 'nothing';
  expect(() => presetNamed(typed)).toThrow('There is no preset "nothing"; there are smoke, laptop, paper.');
  expect(() => variantNamed(typed)).toThrow(/no variant "nothing"; there are sequential-positions, /);
  expect(() => campaignNamed(typed)).toThrow(/no campaign "nothing"; there are smoke, laptop, /);
  expect(() => sampleAt(typed, 6, 0, 0)).toThrow(/no algorithm "nothing"\. The \d+ are: /);
  expect(shippedAs(typed)).toBeUndefined();
  expect(shippedAs('constructor')).toBeUndefined();
});

const cell = join(projectFolder(), 'lib/cell.ts');
let content = '';
const config = ts.readConfigFile(join(projectFolder(), 'tsconfig.json'), (path) => ts.sys.readFile(path));
const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, projectFolder());
const service = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [cell],
  getScriptVersion: (file) => (file === cell ? content : ''),
  getScriptSnapshot: (file) => {
    const text = file === cell ? content : ts.sys.readFile(file);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: projectFolder,
  getDefaultLibFileName: (each) => ts.getDefaultLibFilePath(each),
  fileExists: (file) => file === cell || ts.sys.fileExists(file),
  readFile: (file) => (file === cell ? content : ts.sys.readFile(file)),
});

/** What an editor offers at the cursor. */
function completions(code: string): string[] {
  const [before, after] = code.split('|');
  const imported = [
    ...new Set(code.match(/\b(?:sampleAt|algorithm|experiments|shippedAs|\w+Named|narConfig|NarConfig)\b/g)),
  ];
  const start = `import { ${imported.join(', ')} } from './index.ts';\n${before}`;
  content = start + after;
  return service.getCompletionsAtPosition(cell, start.length, {})?.entries.map(({ name }) => name) ?? [];
}
