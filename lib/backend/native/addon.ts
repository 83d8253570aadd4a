/** What the native addon offers, as TypeScript sees it, and how it is loaded. */
import type { PlatformPath } from 'node:path';
import { firstLineOf } from '../../message.ts';
import { environment, node } from '../host.ts';

/**
 * The functions of the native addon. Each works in place on the arrays it is given, checks their types and lengths, and
 * throws an Error when they do not fit; native/src/api has the order of the arguments, one comment per function.
 */
export interface Addon {
  /** The instruction set in use, and all that this processor can run, separated by spaces. */
  readonly instructionSet: string;
  readonly instructionSets: string;
  /** Changes how many threads compute in this process (0: one per core); returns how many. */
  readonly setThreads: (count: number) => number;
  readonly threads: () => number;
  /** Begins or ends the calling thread's share of work that several threads do at the same time. */
  readonly share: (begins: boolean) => void;
  /** Bytes to skip in a buffer so that the rest begins at a cache line. */
  readonly alignmentOffset: (buffer: ArrayBuffer) => number;
  readonly gemm: AddonFunction;
  readonly orthogonalise: AddonFunction;
  readonly binary: AddonFunction;
  readonly compareFloats: AddonFunction;
  readonly compareIntegers: AddonFunction;
  readonly unary: AddonFunction;
  readonly activationGradient: AddonFunction;
  readonly select: AddonFunction;
  readonly adam: AddonFunction;
  readonly stridedCopy: AddonFunction;
  readonly gather: AddonFunction;
  readonly putRows: AddonFunction;
  readonly segmentSum: AddonFunction;
  readonly oneHot: AddonFunction;
  readonly fill: AddonFunction;
  readonly floatsFromBytes: AddonFunction;
  readonly floatsFromIntegers: AddonFunction;
  readonly reduce: AddonFunction;
  readonly softmax: AddonFunction;
  readonly crossEntropy: AddonFunction;
  readonly crossEntropyGradient: AddonFunction;
  readonly rmsNorm: AddonFunction;
  readonly rmsNormGradient: AddonFunction;
  readonly layerNorm: AddonFunction;
  readonly layerNormGradient: AddonFunction;
  readonly attention: AddonFunction;
  readonly attentionGradient: AddonFunction;
  readonly rotary: AddonFunction;
  readonly rotaryWithin: AddonFunction;
  readonly messages: AddonFunction;
  readonly messagesGradient: AddonFunction;
  readonly triplets: AddonFunction;
  readonly tripletsGradient: AddonFunction;
  readonly maxDot: AddonFunction;
  readonly maxDotGradient: AddonFunction;
}

export type TypedArray = Float32Array | Int32Array | Uint8Array;
export type AddonFunction = (...args: (number | boolean | null | TypedArray)[]) => void;

/** The addon, or in one line why there is none. */
export type AddonResult = { readonly addon: Addon } | { readonly problem: string };

const remedy = 'build it with `node scripts/build-native.mjs --force`';

/** Loads the addon from `TRANSNAR_ADDON`, or from where the build puts it. Only Node loads addons. */
export function loadAddon(): AddonResult {
  if (!node) return { problem: 'this is not Node, which alone loads addons' };
  const { existsSync } = node.getBuiltinModule('node:fs');
  const path = environment['TRANSNAR_ADDON'] ?? findAddon(existsSync, node.getBuiltinModule('node:path'));
  if (!path || !existsSync(path)) {
    return { problem: `there is no native/build/transnar.node (${remedy}; needs a C++ compiler)` };
  }
  try {
    return { addon: node.getBuiltinModule('node:module').createRequire(import.meta.url)(path) as Addon };
  } catch (error) {
    const reason = firstLineOf(error);
    return { problem: `${path} does not load: ${reason} (${remedy})` };
  }
}

/** This file runs from lib/ or from dist/lib/: the addon is in the package's root in both cases. */
function findAddon(
  exists: (path: string) => boolean,
  { dirname, join }: Pick<PlatformPath, 'dirname' | 'join'>,
): string | undefined {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const path = join(folder, 'native/build/transnar.node');
    if (exists(path)) return path;
  }
  return undefined;
}
