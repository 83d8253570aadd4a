/** Changes as the command line gives them: what they set, and what they refuse. */
import { expect, test } from 'vitest';
import { fieldsAt, nearest } from '../../lib/experiment/fields.ts';
import { checkAnyExperiment, languageExperiment, override, presets } from '../../lib/experiment/index.ts';

const { nar, transformer, transnar, distilled, english } = presets.smoke;

test('fields are set by path, optional ones too, and the experiment stays as it was', () => {
  const changed = override(nar, ['training.updates=7', 'data.sizes=[4,5]', 'name=other']);
  expect(changed).toMatchObject({ name: 'other', training: { updates: 7 }, data: { sizes: [4, 5] } });
  expect(nar.training.updates).not.toBe(7);
  const hinted = override(transformer, ['data.indexHints=true']);
  expect(hinted.data).toEqual({ ...transformer.data, indexHints: true });
  expect(checkAnyExperiment(hinted)).toEqual(hinted);
});

test('what two parts of an experiment share is changed in one of them alone', () => {
  const { training } = transformer;
  const shared = { ...distilled, student: transformer, teacher: { ...transnar, training } };
  const alone = override(shared, ['student.training.updates=7']);
  expect(alone).toEqual({ ...shared, student: { ...transformer, training: { ...training, updates: 7 } } });
});

test.each([
  ['nothing', nar, /"nothing" sets no field: write path=value, such as/],
  ['seed', nar, /"seed" sets no field: write path=value/],
  ['seeds=1', nar, /the experiment has no field "seeds"; did you mean "seed"\?$/],
  ['training.update=7', nar, /training has no field "update"; did you mean "training\.updates"\?$/],
  ['trainning.updates=7', nar, /the experiment has no field "trainning"; did you mean "training"\?$/],
  [
    'training.schedule.peek=7',
    nar,
    /training\.schedule has no field "peek"; did you mean "training\.schedule\.peak"/,
  ],
  [
    'reader.nar.model.widht=7',
    transnar,
    /reader\.nar\.model has no field "widht"; did you mean "reader\.nar\.model\.width"/,
  ],
  ['data.quux=7', english, /data has no field "quux"; it has text, batch, length\.$/],
  ['reader.frozen=true', transformer, /reader has no fields here\.$/],
  ['data.sizes.0=3', nar, /data\.sizes has no fields here\.$/],
  ['a.b.c=1', nar, /has no field "a"/],
  ['initialisation.experiment.seed=1', transformer, /initialisation\.experiment has no fields here\.$/],
  [
    'student.transformer.positions.maximun=9',
    distilled,
    /did you mean "student\.transformer\.positions\.maximum"/,
  ],
  [
    'training.schedule={"peek":7}',
    nar,
    /training\.schedule has no field "peek"; did you mean "training\.schedule\.peak"\?$/,
  ],
  ['reader={"nar":{"model":{"widht":7}}}', transnar, /did you mean "reader\.nar\.model\.width"\?$/],
  ['reader={"nar":{"model":{"widht":7}}}', transformer, /did you mean "reader\.nar\.model\.width"\?$/],
  [
    'training={"updates":7',
    nar,
    /^"training=\{"updates":7" sets no field: what follows the = begins as JSON and does not end as it; is it quoted for the shell\?$/,
  ],
  ['data.sizes=[4,5', nar, /begins as JSON/],
  ['__proto__.polluted=1', nar, /has no field "__proto__"/],
  ['constructor.prototype.polluted=1', nar, /has no field "constructor"/],
  ['training.__proto__={"updates":1}', nar, /training has no field "__proto__"/],
  ['training.toString=1', nar, /training has no field "toString"/],
])('%s is refused', (change, experiment, message) => {
  expect(() => override<object>(experiment, [change])).toThrow(message);
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test('the alternatives of a field are known together, and those of what is optional too', () => {
  expect(fieldsAt(languageExperiment, ['initialisation']).sort()).toEqual([
    'experiment',
    'folder',
    'kind',
    'path',
  ]);
  expect(fieldsAt(languageExperiment, ['reader', 'nar', 'validation'])).toEqual([
    'every',
    'size',
    'samples',
    'beyond',
  ]);
  expect(fieldsAt(languageExperiment, ['seed'])).toEqual([]);
  expect(fieldsAt(languageExperiment, ['nowhere', 'at', 'all'])).toEqual([]);
});

test('the nearest name is the one with the fewest letters changed, if it is near at all', () => {
  expect(nearest('wdith', ['width', 'depth'])).toBe('width');
  expect(nearest('Updates', ['update', 'updates'])).toBe('updates');
  expect(nearest('quux', ['text', 'batch', 'length'])).toBeUndefined();
  expect(nearest('x', [])).toBeUndefined();
});
