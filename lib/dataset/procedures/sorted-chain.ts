/** Whether pointers to predecessors sort keys. */

/** Whether the pointers `pred` [n] are one chain of all nodes along which the keys [n] never fall; its head points to itself. */
export function isSortedChain(keys: ArrayLike<number>, pred: ArrayLike<number>): boolean {
  const n = keys.length;
  const next = new Int32Array(n).fill(-1);
  let node = -1;
  for (let i = 0; i < n; i++) {
    if (pred[i] === i) node = i;
    else next[pred[i]] = i;
  }
  for (let rank = 1; rank < n; rank++) {
    if (node < 0 || next[node] < 0 || keys[next[node]] < keys[node]) return false;
    node = next[node];
  }
  return true;
}
