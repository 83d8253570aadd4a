/** The packages that a user installs on purpose, and what to say where they are not there. */

/** What the WebGPU engine needs: Dawn, and tfjs's own kernels. */
export const webgpuPackages = ['webgpu', '@tensorflow/tfjs-backend-webgpu'] as const;

/** Those that have to be of one version: tfjs's. */
const exact: Readonly<Record<string, string>> = { '@tensorflow/tfjs-backend-webgpu': '@4.22.0' };

/**
 * How to install them. They are optional peers of this library: in its own folder npm passes over those, without a word, unless
 * it is told what they are.
 */
export const installing = (packages: readonly string[]): string =>
  `npm install -D ${packages.map((name) => `${name}${exact[name] ?? ''}`).join(' ')}`;

/** Why an engine cannot run without them. */
export const notInstalled = (packages: readonly string[]): string =>
  `not installed (${installing(packages)})`;
