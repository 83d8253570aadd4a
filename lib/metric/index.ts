export { type ResultRow, parseResultRow, resultRow } from './result-row.ts';
