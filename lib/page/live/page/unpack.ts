/** What the section carries inside it: bytes of embedded elements. */

/** The bytes of the element of that id, which is base64 of gzip and is gone afterwards. Throws if there is none. */
export async function embeddedBytes(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page holds no "${id}".`);
  const text = atob(element.textContent.trim());
  element.remove();
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

export const embeddedText = async (id: string): Promise<string> =>
  new TextDecoder().decode(await embeddedBytes(id));
