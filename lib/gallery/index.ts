export { type CatalogueFigure } from './catalogue-figure.ts';
export { catalogue } from './catalogue.ts';
