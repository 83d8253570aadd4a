/** Whether a pattern occurs where a matcher says that it does. */

/** Whether pattern P occurs in text T from `match` on, or, where `match` is the length of T, nowhere. */
export function isMatch(T: ArrayLike<number>, P: ArrayLike<number>, match: number): boolean {
  const occursAt = (shift: number) => {
    for (let j = 0; j < P.length; j++) if (T[shift + j] !== P[j]) return false;
    return true;
  };
  if (match < T.length) return occursAt(match);
  for (let shift = 0; shift + P.length <= T.length; shift++) if (occursAt(shift)) return false;
  return match === T.length;
}
