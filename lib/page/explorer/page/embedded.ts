/** What the page carries inside it, compressed. */

/** The text of the embedded element of that id: base64 of gzip. */
export async function embedded(id: string): Promise<string> {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page holds no "${id}".`);
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (character) => character.charCodeAt(0));
  element.remove();
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
}

/** Runs the embedded plotly.js, which then is the global `Plotly`. */
export async function loadPlotly(): Promise<void> {
  const script = document.createElement('script');
  script.textContent = await embedded('plotly');
  document.head.append(script);
}
