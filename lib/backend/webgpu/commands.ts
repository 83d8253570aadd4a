/** What the engine's thread asks of the thread that has the GPU: commands in the order in which they are to take effect. */

/** Buffers and pipelines have numbers, given by whoever makes them. */
export type Command =
  | readonly ['buffer', id: number, bytes: number, usage: number]
  | readonly ['destroy', id: number]
  | readonly ['write', id: number, values: Uint8Array]
  | readonly ['pipeline', id: number, code: string, entryPoint: string]
  | readonly ['dispatch', pipeline: number, buffers: readonly number[], groups: readonly number[]]
  | readonly ['copy', from: number, to: number, bytes: number]
  | readonly ['submit']
  | readonly ['read', id: number, bytes: number, answer: SharedArrayBuffer]
  | readonly ['stop', answer: SharedArrayBuffer];

/** The answer to a read: its state, the length of what follows, and that: bytes of the buffer, or of a message in UTF-8. */
export const answerHeader = 8;
/** The state of an answer; full: there is no memory left. */
export const [pending, done, failed, full] = [0, 1, 2, 3] as const;
/** Room that every answer has for a message. */
export const messageRoom = 4096;

/** What of its limits a device is asked for: all that the adapter has. */
export const wantedLimits = [
  'maxBufferSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
] as const;

export type Limits = Readonly<Record<(typeof wantedLimits)[number], number>>;

/** What of its features a device is asked for: float16 in kernels, sums within subgroups. */
export const wantedFeatures = ['shader-f16', 'subgroups'];

/** The adapter that the machine offers. */
export interface AdapterDescription {
  readonly vendor: string;
  readonly architecture: string;
  /** The GPU's name, if it is known, and its driver's. */
  readonly device: string;
  readonly description: string;
  /** Whether a processor plays the GPU. */
  readonly software: boolean;
  readonly limits: Limits;
  /** What of `wantedFeatures` it has. */
  readonly features: readonly string[];
}

/** What the thread says first: its adapter, or in one line why there is none. */
export type Greeting = AdapterDescription | { readonly problem: string };
