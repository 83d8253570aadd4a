/** The public library, which notebooks import as 'transnar-lab': the faces of its rooms, each also importable alone. */
export * from './analysis/index.ts';
export { type BackendOptions, type BackendReport, chooseBackend, describeBackend } from './backend/index.ts';
export * from './campaign/index.ts';
export * from './dataset/index.ts';
export * from './experiment/index.ts';
export * from './figure/index.ts';
export * from './gallery/index.ts';
export * from './metric/index.ts';
export * from './model/index.ts';
export * from './notebook/index.ts';
export * from './optimizer/index.ts';
export * from './random/index.ts';
export * from './store/index.ts';
export * from './training/index.ts';
