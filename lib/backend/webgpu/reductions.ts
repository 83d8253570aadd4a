/**
 * How the numbers of a workgroup become one, which all of its invocations get: within subgroups, and then over these, where
 * the device has them; else by halves in shared memory. Either way in the same order every time.
 */

const combinations = {
  sum: { name: 'groupSum', combine: (a: string, b: string) => `${a} + ${b}`, within: 'subgroupAdd' },
  max: { name: 'groupMax', combine: (a: string, b: string) => `max(${a}, ${b})`, within: 'subgroupMax' },
} as const;

/** What a kernel may call, from where all invocations of a workgroup pass: `groupSum(x)`, `groupMax(x)`. */
export type Reduction = keyof typeof combinations;

/** What stands before a kernel's function, what its function is given beside the rest, and what it does first. */
interface Code {
  readonly enables: readonly string[];
  readonly before: string;
  readonly builtins: string;
  readonly begin: string;
}

const none: Code = { enables: [], before: '', builtins: '', begin: '' };

/** Of a kernel with so many invocations (a power of two) in a workgroup, on a device with these features. */
export function reductionCode(
  reductions: readonly Reduction[],
  invocations: number,
  features: ReadonlySet<string>,
): Code {
  if (reductions.length === 0) return none;
  const [write, common] = features.has('subgroups') ? [overSubgroups, subgroups] : [byHalves, halves];
  const functions = reductions.map(
    (reduction) => `fn ${combinations[reduction].name}(x : f32) -> f32 {${write(reduction, invocations)}}`,
  );
  const memory = `var<workgroup> reduced : array<f32, ${invocations}>;`;
  return { ...common, before: [memory, common.before, ...functions].join('\n') };
}

const halves: Code = {
  ...none,
  before: 'var<private> place : u32;',
  begin: 'place = l;',
};

function byHalves(reduction: Reduction, invocations: number): string {
  const { combine } = combinations[reduction];
  return `
  reduced[place] = x;
  workgroupBarrier();
  for (var half = ${invocations / 2}u; half > 0u; half >>= 1u) {
    if (place < half) { reduced[place] = ${combine('reduced[place]', 'reduced[place + half]')}; }
    workgroupBarrier();
  }
  let whole = reduced[0];
  workgroupBarrier();
  return whole;
`;
}

const subgroups: Code = {
  enables: ['subgroups'],
  before: 'var<private> place : vec3<u32>;',
  builtins:
    ', @builtin(subgroup_invocation_id) lane : u32, @builtin(subgroup_id) subgroup : u32, @builtin(num_subgroups) subgroups : u32',
  begin: 'place = vec3<u32>(lane, subgroup, subgroups);',
};

function overSubgroups(reduction: Reduction): string {
  const { combine, within } = combinations[reduction];
  return `
  let part = ${within}(x);
  if (place.x == 0u) { reduced[place.y] = part; }
  workgroupBarrier();
  var whole = reduced[0];
  for (var i = 1u; i < place.z; i++) { whole = ${combine('whole', 'reduced[i]')}; }
  workgroupBarrier();
  return whole;
`;
}
