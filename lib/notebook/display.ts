/** What cells show: any value in all the formats that viewers like, or one format of their own. */
import { randomUUID } from 'node:crypto';
import { type MimeBundle, type Place, notebookHost } from './host.ts';
import { mimeBundle } from './mime-bundle.ts';

/** An output of a notebook. */
export interface Display {
  /** A value as `show` shows it. */
  show(value: unknown): Promise<void>;
  html(text: string): void;
  svg(text: string): void;
  png(image: Uint8Array): void;
  text(line: string): void;
  markdown(text: string): void;
  /** Any MIME bundle, such as `{ 'text/latex': '$x^2$' }`. */
  raw(bundle: MimeBundle): void;
}

/**
 * Shows a value below the cell: Vega-Lite specs and Plotly figures to hover and zoom, with a picture beside them;
 * trajectories, runs, rows and data frames as pictures and tables. What the last line of a cell gives is shown in the same
 * way. Need not be awaited, except to keep the order of outputs. Throws where a figure's spec is wrong.
 */
export function show(value: unknown): Promise<void> {
  return display.show(value);
}

/** Outputs one below the other. */
export const display: Display = displayTo((bundle) => put(bundle));

/** An output that every call writes anew, such as a line of progress. */
export function newDisplay(): Display {
  const id = randomUUID();
  let update = false;
  return displayTo((bundle) => {
    put(bundle, { id, update });
    update = true;
  });
}

/** In a plain script there is only the terminal. */
function put(bundle: MimeBundle, place?: Place): void {
  const host = notebookHost();
  if (host) host.display(bundle, place);
  else console.log(bundle['text/plain'] ?? `(${Object.keys(bundle).join(', ')})`);
}

function displayTo(write: (bundle: MimeBundle) => void): Display {
  return {
    show(value) {
      const drawn = mimeBundle(value).then(write);
      notebookHost()?.waitFor(drawn);
      return drawn;
    },
    html: (text) => write({ 'text/html': text }),
    svg: (text) => write({ 'image/svg+xml': text }),
    png: (image) => write({ 'image/png': Buffer.from(image).toString('base64') }),
    text: (line) => write({ 'text/plain': line }),
    markdown: (text) => write({ 'text/markdown': text }),
    raw: write,
  };
}
