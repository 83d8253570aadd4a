/** What the page has of tfjs: its core, gradients and the methods they call, and the engine in JavaScript. The library's `@tensorflow/tfjs` there. */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
