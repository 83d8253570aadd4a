/** Where the time of an update goes: the processor time of each function of the native addon, and of all that is not one. */
import { loadAddon } from '../lib/backend/native/addon.ts';
import { type LanguageExperiment, override, presetNamed } from '../lib/experiment/index.ts';
import { languageUpdate } from './language.ts';
import { type Measurement, type MeasureOptions, cpuTime, measure, rounded } from './measure.ts';

/** Milliseconds of processor time by what took it, most first. */
export type Profile = Readonly<Record<string, number>>;

type Patched = Record<string, unknown>;

/** Counts the time of every call of the addon from now on; `take` gives it and starts anew. */
function watchAddon(): { take: () => Map<string, number> } {
  const found = loadAddon();
  if ('problem' in found) throw new Error(found.problem);
  let spent = new Map<string, number>();
  const addon = found.addon as unknown as Patched;
  for (const [name, original] of Object.entries(addon)) {
    if (typeof original !== 'function' || name === 'alignmentOffset') continue;
    addon[name] = (...inputs: unknown[]): unknown => {
      const start = cpuTime();
      const result: unknown = Reflect.apply(original, addon, inputs);
      const key = name === 'gemm' ? `gemm ${inputs.slice(0, 4).join(' x ')}` : name;
      spent.set(key, (spent.get(key) ?? 0) + cpuTime() - start);
      return result;
    };
  }
  return {
    take() {
      const taken = spent;
      spent = new Map();
      return taken;
    },
  };
}

/** The update that `PROFILE` names, such as `laptop.transnar`; further changes in `PROFILE_SET`, separated by blanks. */
export async function run(options: MeasureOptions): Promise<Measurement & { profile: Profile }> {
  const [preset, model] = (process.env['PROFILE'] ?? 'laptop.transnar').split('.');
  const changes = (process.env['PROFILE_SET'] ?? '').split(' ').filter(Boolean);
  const base = presetNamed(preset)[model as 'transnar'];
  const experiment: LanguageExperiment = override(base, changes);
  const addon = watchAddon();
  let before = process.cpuUsage();
  const measurement = await measure(
    'profile',
    () => languageUpdate(experiment),
    options,
    () => {
      addon.take();
      before = process.cpuUsage();
    },
  );
  const { user, system } = process.cpuUsage(before);
  const spent = [...addon.take()].map(([name, ms]) => [name, ms / options.repeats] as const);
  const native = spent.reduce((sum, [, ms]) => sum + ms, 0);
  const all = (user + system) / 1000 / options.repeats;
  const rows = [
    ['all', all] as const,
    ['of it in the system', system / 1000 / options.repeats] as const,
    ['of it outside of the addon', all - native] as const,
    ...spent.sort(([, a], [, b]) => b - a),
  ];
  return { ...measurement, profile: Object.fromEntries(rows.map(([name, ms]) => [name, rounded(ms)])) };
}
