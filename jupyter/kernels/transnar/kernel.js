/**
 * Classic Notebook 6 loads this file of the kernel that it opens a notebook with: it teaches the page to draw Vega-Lite,
 * which JupyterLab, Notebook 7 and VS Code know themselves. vega.min.js stands beside it.
 */
define(['jquery', 'base/js/namespace', 'notebook/js/outputarea'], ($, Jupyter, { OutputArea }) => {
  const mime = 'application/vnd.vegalite.v5+json';
  const here = `${Jupyter.notebook.base_url}kernelspecs/transnar/`;
  let library;

  function load() {
    library ??= fetch(`${here}vega.min.js`)
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(new Error('vega.min.js was not found.'))))
      .then((text) => {
        const script = document.createElement('script');
        script.textContent = text;
        document.head.append(script);
        return window.transnarVega;
      });
    return library;
  }

  /** Draws the figure; where that fails, the picture that came with it. */
  function append(spec, metadata, element) {
    const place = this.create_output_subarea(metadata, 'output_vegalite', mime);
    const figure = document.createElement('div');
    place.append(figure);
    load()
      .then((draw) => draw(figure, spec))
      .catch((error) => $(figure).text(`This figure cannot be drawn: ${error.message}`));
    element.append(place);
    return place;
  }

  function onload() {
    OutputArea.prototype.register_mime_type(mime, append, { safe: true, index: 0 });
    // What was shown before this file was loaded.
    for (const cell of Jupyter.notebook.get_cells()) {
      const outputs = cell.output_area?.toJSON() ?? [];
      if (!outputs.some(({ data }) => data && mime in data)) continue;
      cell.output_area.clear_output();
      cell.output_area.fromJSON(outputs, cell.metadata);
    }
  }

  return { onload };
});
