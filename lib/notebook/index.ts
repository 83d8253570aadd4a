/**
 * What notebooks show and keep beside figures: curves that grow while a run trains, images on disk.
 *
 * @module
 */
export { type LiveCurve, type LiveCurveOptions, type LiveDisplay, liveCurve } from './live-curve.ts';
export { saveFigure } from './save-figure.ts';
