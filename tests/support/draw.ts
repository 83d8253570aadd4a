import * as vega from 'vega';
import { type TopLevelSpec, compile } from 'vega-lite';

/** Draws a figure and fails on anything that Vega-Lite or Vega warns about, such as a field that does not exist. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  const problems: unknown[] = [];
  const report = (...args: readonly unknown[]) => {
    // What can be touched listens to the browser's window, which there is none of here.
    problems.push(...args.filter((problem) => problem !== 'Can not resolve event source: window'));
    return logger;
  };
  const quiet = () => logger;
  const logger = Object.assign(vega.logger(vega.Warn), {
    warn: report,
    error: report,
    info: quiet,
    debug: quiet,
  });
  const view = new vega.View(vega.parse(compile(spec, { logger }).spec), { renderer: 'none', logger });
  const svg = await view.toSVG();
  view.finalize();
  if (problems.length > 0) throw new Error(`The figure is drawn with warnings: ${problems.join('; ')}`);
  return svg;
}

/** The texts of an SVG, line by line in document order. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<(?:text|tspan)[^>]*>([^<]+)<\//g)].map(([, text]) => text ?? '');
}
