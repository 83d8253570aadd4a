/** The one loop by which the layout kernels copy: between arrays with any strides. */
import type { Addon, TypedArray } from '../addon.ts';

/** One axis of a copy: how many elements, and how far apart they are on each side. */
export interface CopyAxis {
  length: number;
  from: number;
  to: number;
}

/** An array and where in it to start. */
export interface Place {
  readonly values: TypedArray;
  readonly offset: number;
}

/** Copies along the axes, outermost first; axes that continue one another are merged. Does nothing if one is empty. */
export function stridedCopy(addon: Addon, axes: readonly CopyAxis[], from: Place, to: Place): void {
  if (axes.some((axis) => axis.length === 0)) return;
  const merged = merge(axes);
  const column = (key: keyof CopyAxis): Int32Array => Int32Array.from(merged, (axis) => axis[key]);
  addon.stridedCopy(
    column('length'),
    column('from'),
    column('to'),
    from.values,
    from.offset,
    to.values,
    to.offset,
  );
}

function merge(axes: readonly CopyAxis[]): CopyAxis[] {
  const merged: CopyAxis[] = [];
  for (const axis of axes) {
    if (axis.length === 1) continue;
    const last = merged.at(-1);
    if (last && last.from === axis.length * axis.from && last.to === axis.length * axis.to) {
      last.length *= axis.length;
      last.from = axis.from;
      last.to = axis.to;
    } else {
      merged.push({ ...axis });
    }
  }
  return merged.length > 0 ? merged : [{ length: 1, from: 1, to: 1 }];
}
