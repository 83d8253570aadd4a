/** Memories of a frozen reasoner: computed once per problem, kept within a limit. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, collate, preprocess } from '../../dataset/index.ts';
import { type Memory, disposeMemory } from '../memory.ts';
import { type Reasoner, memoriesAt } from './reasoner.ts';

/** A problem and what tells it from all others, such as "bfs 12 407". */
export interface BankedProblem {
  readonly key: string;
  readonly trajectory: Trajectory;
  /** What the text calls its nodes (default: 0, 1, 2, …), which does not change what the reasoner knows. */
  readonly labels?: readonly number[] | undefined;
}

/** What texts call the nodes of problems; undefined where none of them is named anew. */
export function labelsOf(problems: readonly BankedProblem[]): Memory['labels'] {
  if (problems.every(({ labels }) => labels === undefined)) return undefined;
  return problems.map(({ labels = [] }) => labels);
}

/** Whose memories a bank gives, and how many it keeps. */
export interface MemoryBankOptions {
  readonly reasoner: Reasoner;
  /** The shares of the steps at which it is read: `readsAt` of the language model. */
  readonly readsAt: readonly number[];
  /** Bytes that may be kept. */
  readonly limit: number;
}

/** One problem's memory at one share of the steps: [N, Fn] and [N, N, Fe]. */
interface Page {
  readonly nodes: Float32Array;
  readonly edges: Float32Array;
}

interface Entry {
  readonly count: number;
  /** By distinct share. */
  readonly pages: readonly Page[];
  readonly bytes: number;
}

/** Problems computed at once: more would need more memory and gain nothing. */
const chunk = 32;

/**
 * Gives the memories of any mixture of problems, padded to the largest graph. What has been kept stays: in shuffled
 * epochs every problem is equally likely to be next, so replacing one by another (as a least-recently-used cache does)
 * would only lose hits.
 */
export class MemoryBank {
  readonly #reasoner: Reasoner;
  readonly #readsAt: readonly number[];
  readonly #shares: readonly number[];
  readonly #limit: number;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;
  #computed = 0;

  constructor({ reasoner, readsAt, limit }: MemoryBankOptions) {
    this.#reasoner = reasoner;
    this.#readsAt = readsAt;
    this.#shares = [...new Set(readsAt)];
    this.#limit = limit;
  }

  /** Bytes kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Problems for which the reasoner has run so far. */
  get computed(): number {
    return this.#computed;
  }

  /**
   * One memory for each reading layer; sample b belongs to problem b. Layers that read the same step share the same
   * object. The tensors are the caller's: dispose them with {@link disposeMemories}.
   */
  memories(problems: readonly BankedProblem[]): Memory[] {
    const entries = this.#entriesOf(problems);
    const labels = labelsOf(problems);
    const pages = this.#shares.map((_, i) => ({ ...assemble(entries, i, this.#reasoner), labels }));
    return this.#readsAt.map((share) => pages[this.#shares.indexOf(share)]);
  }

  #entriesOf(problems: readonly BankedProblem[]): Entry[] {
    const found = new Map<string, Entry>();
    const missing = new Map<string, BankedProblem[]>();
    for (const problem of problems) {
      const { key, trajectory } = problem;
      const kept = this.#entries.get(key);
      if (kept) found.set(key, kept);
      else if (!found.has(key)) {
        // Graphs of one algorithm and size are computed together, without padding.
        const group = `${trajectory.algorithm} ${trajectory.nodes}`;
        const others = missing.get(group) ?? [];
        if (!others.some((other) => other.key === key)) missing.set(group, [...others, problem]);
      }
    }
    for (const group of missing.values()) {
      for (let start = 0; start < group.length; start += chunk) {
        for (const [key, entry] of this.#compute(group.slice(start, start + chunk))) found.set(key, entry);
      }
    }
    return problems.map(({ key }) => found.get(key)!);
  }

  #compute(problems: readonly BankedProblem[]): [string, Entry][] {
    this.#computed += problems.length;
    const batch = collate(problems.map(({ trajectory }) => preprocess(trajectory)));
    const perShare: Page[] = [];
    // Nothing is returned from tidy, which would look for tensors among all numbers of an array.
    tf.tidy(() => {
      for (const { nodes, edges } of memoriesAt(this.#reasoner, batch, this.#shares)) {
        perShare.push({ nodes: nodes.dataSync<'float32'>(), edges: edges.dataSync<'float32'>() });
      }
    });
    return problems.map(({ key }, b) => {
      const pages = perShare.map(({ nodes, edges }) => ({
        nodes: part(nodes, b, problems.length),
        edges: part(edges, b, problems.length),
      }));
      const bytes = pages.reduce((sum, { nodes, edges }) => sum + nodes.byteLength + edges.byteLength, 0);
      const entry = { count: batch.nodes, pages, bytes };
      if (this.#bytes + bytes <= this.#limit) {
        this.#entries.set(key, entry);
        this.#bytes += bytes;
      }
      return [key, entry];
    });
  }
}

/** Disposes memories of which some may be the same object. */
export function disposeMemories(memories: readonly Memory[]): void {
  for (const memory of new Set(memories)) disposeMemory(memory);
}

/** Item b of `count` items that lie one after another. */
function part(data: Float32Array, b: number, count: number): Float32Array {
  const size = data.length / count;
  return data.slice(b * size, (b + 1) * size);
}

function assemble(entries: readonly Entry[], page: number, { memoryWidths }: Reasoner): Memory {
  const { nodes: nodeWidth, edges: edgeWidth } = memoryWidths;
  const batch = entries.length;
  const largest = Math.max(...entries.map(({ count }) => count));
  const nodes = new Float32Array(batch * largest * nodeWidth);
  const edges = new Float32Array(batch * largest * largest * edgeWidth);
  const mask = new Float32Array(batch * largest);
  entries.forEach(({ count, pages }, b) => {
    const rowWidth = count * edgeWidth;
    nodes.set(pages[page].nodes, b * largest * nodeWidth);
    for (let i = 0; i < count; i++) {
      const row = pages[page].edges.subarray(i * rowWidth, (i + 1) * rowWidth);
      edges.set(row, (b * largest + i) * largest * edgeWidth);
    }
    mask.fill(1, b * largest, b * largest + count);
  });
  return {
    nodes: tf.tensor3d(nodes, [batch, largest, nodeWidth]),
    edges: tf.tensor4d(edges, [batch, largest, largest, edgeWidth]),
    mask: tf.tensor2d(mask, [batch, largest]),
  };
}
