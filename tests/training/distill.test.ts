/** A teacher and its student, shrunk, from training to scored answers. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { metricNames, parseResultRow } from '../../lib/metric/index.ts';
import { retrace } from '../../lib/dataset/index.ts';
import { countedLogits } from '../../lib/model/transformer/index.ts';
import { MemoryBank, recallNothing, solve } from '../../lib/model/transnar/index.ts';
import { readQuestion } from '../../lib/model/transnar/solve.ts';
import {
  type DistillationExperiment,
  checkTextExperiment,
  commandOf,
  differences,
  shippedAs,
  override,
  presets,
} from '../../lib/experiment/index.ts';
import { readManifest, readMetrics, readPredictions } from '../../lib/store/index.ts';
import {
  type TrainedLanguageModel,
  distill,
  evaluateLanguageModel,
  trainOnText,
  planOf,
} from '../../lib/training/index.ts';
import { distillationTask } from '../../lib/training/distill.ts';
import { languageTask } from '../../lib/training/language-task.ts';
import { decodeSafetensors } from '../../lib/store/safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-distill-'));
const tiny = [
  'algorithms=["minimum","bfs"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=6',
  'training.logEvery=1',
  'evaluation={"sizes":[4,5],"samples":3}',
];
const tinyNar = [
  'reader.nar.algorithms=["minimum","bfs"]',
  'reader.nar.model.width=4',
  'reader.nar.model.tripletWidth=2',
  'reader.nar.data={"sizes":[3,4],"batch":2}',
  'reader.nar.training.updates=4',
  'reader.nar.validation={"every":4,"size":4,"samples":2}',
];
const experiment: DistillationExperiment = {
  ...presets.smoke.distilled,
  student: override(presets.smoke.distilled.student, tiny),
  teacher: override(presets.smoke.distilled.teacher, [...tiny, ...tinyNar]),
};
const changed = (...changes: string[]) => override(experiment, changes);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

const valuesOf = ({ parameters }: Pick<TrainedLanguageModel, 'parameters'>) =>
  [...parameters.entries()].map(([name, variable]) => [name, [...variable.dataSync()]] as const);

async function using<T>(
  trained: Promise<TrainedLanguageModel>,
  act: (trained: TrainedLanguageModel) => T | Promise<T>,
): Promise<T> {
  const model = await trained;
  try {
    return await act(model);
  } finally {
    model.dispose();
  }
}

test('a student has the parameters of a Transformer, a run of its own, and is found again without its teacher', async () => {
  const before = tf.memory().numTensors;
  const values = await using(distill(experiment), (student) => {
    expect(student.reasoner).toBeUndefined();
    const { checkpoint, config, folder: run } = student.run;
    expect(config).toEqual(experiment);
    expect(readManifest(student.run)).toMatchObject({ name: 'distilled-smoke', config: experiment });
    const { tensors } = decodeSafetensors(readFileSync(checkpoint), checkpoint);
    const own = [...student.parameters.entries().keys()];
    expect([...tensors.keys()].filter((name) => !name.startsWith('adam.')).sort()).toEqual(own.sort());
    return { run, values: valuesOf(student) };
  });
  const plain = await using(trainOnText(experiment.student), valuesOf);
  expect(values.values.map(([name]) => name)).toEqual(plain.map(([name]) => name));
  expect(values.values).not.toEqual(plain);

  const teacherRun = await using(trainOnText(experiment.teacher), ({ run }) => run.folder);
  rmSync(teacherRun, { recursive: true });
  expect(await using(distill(experiment), valuesOf)).toEqual(values.values);
  expect(tf.memory().numTensors).toBe(before);
});

test('on the truth alone, a student is trained as if it had no teacher', async () => {
  const taught = await using(distill(changed('loss.truth=1')), (student) => ({
    values: valuesOf(student),
    losses: readMetrics(student.run).map(({ loss }) => loss),
  }));
  const plain = await using(trainOnText(experiment.student), (student) => ({
    values: valuesOf(student),
    losses: readMetrics(student.run).map(({ loss }) => loss),
  }));
  expect(taught.losses).toHaveLength(6);
  expect(taught).toEqual(plain);
});

test('a student that starts as its teacher, with the same weights, learns nothing from it', async () => {
  const { student } = experiment;
  await using(trainOnText(student), (trained) => {
    const { model, tokenizer, parameters } = trained;
    const loss = { truth: 0, temperature: 1 };
    const task = distillationTask({ student, loss }, model, parameters.entries(), tokenizer, trained);
    const before = tf.memory().numTensors;
    for (const update of [0, 3]) {
      const lessons = task.batch(update);
      const losses = tf.tidy(() => task.losses(lessons, update).map((part) => part().dataSync()[0]));
      expect(losses).toEqual([0, 0]);
      task.release(lessons);
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('what is taught is what the teacher says of each problem, its reasoner read, at the same positions', async () => {
  const { student } = experiment;
  const teacher = await trainOnText(override(experiment.teacher, ['reader.transnar.gate=0.5']));
  const { model, tokenizer, parameters } = await trainOnText(student);
  const task = distillationTask(experiment, model, parameters.entries(), tokenizer, teacher);
  const [lesson] = task.batch(0);
  const ordinary = languageTask(student, model, parameters.entries(), tokenizer, recallNothing);
  expect(lesson.tokens).toEqual(ordinary.batch(0)[0].tokens);

  const bank = new MemoryBank({ reasoner: teacher.reasoner!, readsAt: teacher.model.readsAt, limit: 0 });
  const { tokens, length, promptLengths } = lesson.tokens;
  const problems = Array.from(promptLengths, (end, row) => {
    const question = tokenizer.decode(tokens.subarray(row * length, row * length + end));
    return { key: String(row), trajectory: retrace(readQuestion(question)) };
  });
  const saidOf = (shown: typeof problems) =>
    tf.tidy(() => [...countedLogits(teacher.model, lesson.tokens, bank.memories(shown)).dataSync()]);
  expect([...lesson.taught.dataSync()]).toEqual(saidOf(problems));
  expect([...lesson.taught.dataSync()]).not.toEqual(saidOf([...problems].reverse()));
  expect(lesson.taught.shape).toEqual([lesson.tokens.weight, model.vocabulary]);
  [teacher, parameters].forEach((each) => each.dispose());
});

test('an interrupted student ends with the parameters of an uninterrupted one', async () => {
  const whole = await using(distill(experiment), valuesOf);
  process.env['TRANSNAR_DATA'] = join(folder, 'again');
  const controller = new AbortController();
  const before = tf.memory().numTensors;
  await expect(
    distill(experiment, {
      signal: controller.signal,
      progress: ({ label }) => {
        if (label === experiment.name) controller.abort();
      },
    }),
  ).rejects.toThrow(/Interrupted after update 1 of 6.*resumes/);
  expect(tf.memory().numTensors).toBe(before);
  const resumed = await using(distill(experiment), valuesOf);
  process.env['TRANSNAR_DATA'] = folder;
  expect(resumed).toEqual(whole);
});

test('rows say that the model was distilled, and by which command', async () => {
  await using(distill(experiment), async (student) => {
    const rows = await evaluateLanguageModel(student);
    expect(rows).toHaveLength(2 * 2 * metricNames.length);
    for (const row of rows) {
      expect(parseResultRow(row)).toMatchObject({
        model: 'distilled',
        experiment: 'distilled-smoke',
        variant: 'default',
        initialisation: 'untrained',
        step: 6,
      });
      expect(row.command).toContain("npx transnar evaluate text distilled-smoke --set 'student.algorithms=");
    }
    const [{ question, prediction, ended }] = readPredictions(student.run);
    const solution = await solve(question, { ...student, seed: experiment.student.seed });
    expect({ text: solution.text, ended: solution.ended }).toEqual({ text: prediction, ended });
  });
});

test('the command of a student makes the same configuration', () => {
  const changes = [...commandOf('train', experiment).matchAll(/--set '([^']*)'/g)].map(
    ([, change]) => change,
  );
  expect(changes).toEqual(differences(presets.smoke.distilled, experiment));
  expect(override(presets.smoke.distilled, changes)).toEqual(experiment);
});

test('a plan counts the teacher among what is only read', async () => {
  const [plan, alone, teacher] = [
    await planOf(experiment),
    await planOf(experiment.student),
    await planOf(experiment.teacher),
  ];
  expect(plan.trainedParameters).toBe(alone.trainedParameters);
  expect(plan.frozenParameters).toBe(teacher.trainedParameters + teacher.frozenParameters);
  expect(plan.updates).toBe(6);
});

test('every preset has a student, which is its baseline with another loss', () => {
  for (const { transnar, transformer, distilled, pretrained } of Object.values(presets)) {
    expect(distilled).toMatchObject({ student: transformer, teacher: transnar });
    expect(pretrained.distilled).toMatchObject({
      student: pretrained.transformer,
      teacher: pretrained.transnar,
    });
    for (const each of [distilled, pretrained.distilled]) {
      expect(checkTextExperiment(each)).toEqual(each);
      expect(shippedAs(each.name)).toBe(each);
    }
  }
});

test('a field that a loss does not have is refused', async () => {
  const misspelt = { ...experiment, loss: { ...experiment.loss, pupil: 1 } };
  expect(() => checkTextExperiment(misspelt)).toThrow(/loss: .*"pupil"/);
  await expect(distill(misspelt)).rejects.toThrow(/loss: .*"pupil"/);
});

test.each([
  [['student.reader=' + JSON.stringify(experiment.teacher.reader)], /student\.reader: .*text alone/],
  [['student.algorithms=["minimum","quicksort"]'], /the teacher does not know quicksort/],
  [['student.tokenizer=chars'], /student\.tokenizer: must be as in the teacher/],
  [['student.data.hints=true'], /student\.data\.hints: must be/],
  [['student.data.indexHints=true'], /student\.data\.indexHints: must be/],
  [['student.transformer.positions={"kind":"sequential"}'], /student\.transformer\.positions: must be/],
  [['student.transformer.context=512'], /context: must not be above/],
  [['loss.truth=1.5'], /loss\.truth/],
  [['loss.temperature=0'], /loss\.temperature/],
])('%j is refused', async (changes, message) => {
  expect(() => checkTextExperiment(changed(...changes))).toThrow(message);
  await expect(distill(changed(...changes))).rejects.toThrow(message);
});
