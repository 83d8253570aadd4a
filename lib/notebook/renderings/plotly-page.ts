/**
 * A Plotly figure for viewers that do not know its format. The library is 5 MB: it comes from the notebook's own server,
 * which has it among the files of the kernel, so that nothing is needed from elsewhere and a notebook stays small.
 */
import { randomUUID } from 'node:crypto';
import { escaped } from '../../figure/escaped.ts';

/** The file among those of the kernel, as Jupyter serves them below its base address. */
export const plotlyFile = 'plotly.min.js';

/** HTML that draws the figure once Plotly is there, and says what is missing where it cannot be had. */
export function plotlyPage(figure: object): string {
  const id = `plotly-${randomUUID()}`;
  // No text of the figure may end the script.
  const json = JSON.stringify(figure).replaceAll('<', '\\u003c');
  const missing = escaped(
    'This figure is drawn by Plotly: open the notebook in Jupyter with the kernel of TransNAR Lab.',
  );
  return `<div id="${id}" style="min-height: 420px">${missing}</div>
<script>(${draw})(${JSON.stringify(id)}, ${json}, ${JSON.stringify(plotlyFile)});</script>`;
}

/**
 * Plain JavaScript, which the page runs. JupyterLab and Notebook 7 keep their base address in a script, Notebook 6 on the
 * body. The library is loaded once for the page, and as a plain script: the pages have loaders of modules, which it would
 * go to otherwise.
 */
const draw = `async (id, figure, file) => {
  const config = document.getElementById('jupyter-config-data');
  const base = (config && JSON.parse(config.textContent).baseUrl) || document.body.dataset.baseUrl || '/';
  const load = async () => {
    const answer = await fetch(base + 'kernelspecs/transnar/' + file);
    if (!answer.ok) throw new Error(file + ' was not found.');
    const script = document.createElement('script');
    script.textContent = '((define, module, exports) => {' + (await answer.text()) + '\\n}).call(window)';
    document.head.append(script);
    if (!window.Plotly) throw new Error(file + ' did not run.');
  };
  if (!window.Plotly) window.$plotly = window.$plotly || load();
  try {
    await window.$plotly;
  } catch {
    delete window.$plotly;
    return;
  }
  const place = document.getElementById(id);
  place.textContent = '';
  window.Plotly.newPlot(place, figure.data, figure.layout, { responsive: true, ...figure.config });
}`;
