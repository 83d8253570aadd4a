/** What the page has of tfjs: its core with gradients, and the engine in JavaScript. The library's `@tensorflow/tfjs` there. */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';

export * from '@tensorflow/tfjs-core';
