/** What the page carries inside it, compressed. */

/** The value in the embedded element of that id: JSON in base64 of gzip. Throws if the page has no such element. */
export async function embedded<T>(id: string): Promise<T> {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page holds no "${id}".`);
  const bytes = Uint8Array.from(atob(element.textContent.trim()), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(stream).json()) as T;
}
