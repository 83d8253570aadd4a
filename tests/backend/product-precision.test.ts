/** Engines that multiply in float32 alone say so. */
import { describe, expect, it } from 'vitest';
import { chooseBackend, setProductPrecision } from '../../lib/backend/index.ts';

describe('setProductPrecision', () => {
  it('refuses bfloat16 where the engine has none', async () => {
    await chooseBackend({ backend: 'cpu' });
    expect(() => setProductPrecision('bfloat16')).toThrow('TRANSNAR_BACKEND=native');
    expect(() => setProductPrecision('float32')).not.toThrow();
  });
});
