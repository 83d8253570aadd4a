/**
 * What notebooks show and keep: values in all formats that viewers know, curves that grow while a run trains, images on disk.
 *
 * @module
 */
export { type Display, display, newDisplay, show } from './display.ts';
export type { MimeBundle } from './host.ts';
export { type LiveCurve, type LiveCurveOptions, type LiveDisplay, liveCurve } from './live-curve.ts';
export { mimeBundle } from './mime-bundle.ts';
export { saveFigure } from './save-figure.ts';
