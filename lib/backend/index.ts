export { chooseBackend, type BackendOptions, type BackendReport } from './choose.ts';
export * from './ops/index.ts';
