/** A notebook that shows whether what is written to one display replaces what it showed before. */
import { codeNotebook } from './code-notebook.ts';

const cells = [
  `import { newDisplay } from 'transnar-lab/notebook';
import * as lab from 'transnar-lab';
await lab.chooseBackend();`,
  `const line = newDisplay();
for (let step = 1; step <= 5; step++) {
  line.text('step ' + step + ' of 5');
  await new Promise((done) => setTimeout(done, 500));
}`,
  `const live = lab.liveCurve(newDisplay(), { interval: 0.5 });
await live.finish(await lab.pretrainNar(lab.presetNamed('smoke').nar, live));`,
];

export const [lineCell, curveCell] = [1, 2];

export const liveNotebook = codeNotebook('the notebook of live displays', cells);
