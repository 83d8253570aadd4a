/**
 * The figures of the repository: which there are, what each is drawn from, and how they get into figures/.
 *
 * @module
 */
export type { AnyFigure, CatalogueFigure, Made, RowFile } from './catalogue-figure.ts';
export { catalogue } from './catalogue.ts';
export { drawable, figuresNamed, printSpec } from './drawable.ts';
export { writeTables } from './tables.ts';
export { figuresReadme } from './readme.ts';
export { figuresFolder, writeFigures } from './write.ts';
