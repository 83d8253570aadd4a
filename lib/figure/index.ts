export { type CatalogueFigure, catalogue } from './catalogue.ts';
export { graphBesideText } from './graph-beside-text.ts';
export { narScoreBySize } from './nar-score-by-size.ts';
export { renderPng, renderSvg } from './render.ts';
export { type ScoreBySizeOptions, scoreBySize } from './score-by-size.ts';
export { type TableRow, htmlTable } from './table.ts';
export { type LossPoint, type TrainingCurvesOptions, trainingCurves } from './training-curves.ts';
export { type TrajectoryFigureOptions, trajectoryFigure } from './trajectory.ts';
