export { chooseBackend, describeBackend, type BackendOptions, type BackendReport } from './choose.ts';
export { engineNames, findEngine, type Engine, type EngineName } from './engines.ts';
export * from './ops/index.ts';
