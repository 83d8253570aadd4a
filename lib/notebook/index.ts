export { type LiveCurve, type LiveDisplay, liveCurve } from './live-curve.ts';
export { saveFigure } from './save-figure.ts';
