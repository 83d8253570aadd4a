/** Engines that multiply in float32 alone say so. */
import { describe, expect, it } from 'vitest';
import { chooseBackend, findEngine, setProductPrecision } from '../../lib/backend/index.ts';

const native = await findEngine('native');

describe('setProductPrecision', () => {
  it('refuses what the engine has not', async () => {
    await chooseBackend({ backend: 'cpu' });
    expect(() => setProductPrecision('bfloat16')).toThrow('TRANSNAR_BACKEND=native');
    expect(() => setProductPrecision('float16')).toThrow(
      'does not multiply in float16: use WebGPU on a GPU that has shader-f16 (TRANSNAR_BACKEND=webgpu), or float32.',
    );
    expect(() => setProductPrecision('float32')).not.toThrow();
  });

  it.runIf(!('problem' in native))('refuses float16 on the native engine', async () => {
    await chooseBackend({ backend: 'native' });
    setProductPrecision('bfloat16');
    expect(() => setProductPrecision('float16')).toThrow('TRANSNAR_BACKEND=webgpu');
    expect(setProductPrecision('float32')).toBe('bfloat16');
  });
});
