/** What notebooks and front ends are told of the language and of the kernel. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** The name of the kernel among those of a Jupyter, and in the notebooks that are to be opened with it. */
export const kernelName = 'transnar';

/** Of TypeScript, such as 5.9: read, because a whole compiler is long in loading. */
function languageVersion(): string {
  const file = createRequire(import.meta.url).resolve('typescript/package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version.split('.').slice(0, 2).join('.');
}

/** Jupyter's description of the language; the modes are those of CodeMirror 5 (Notebook 6) and 6. */
export const languageInfo = {
  codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
  file_extension: '.ts',
  mimetype: 'text/typescript',
  name: 'typescript',
  version: languageVersion(),
};

/** What a notebook's file says of both. */
export const notebookMetadata = {
  kernelspec: { display_name: 'TypeScript (TransNAR Lab)', language: 'typescript', name: kernelName },
  language_info: languageInfo,
};
