/** What the page carries inside it: elements with base64 of gzip. All of these throw if the page has no such element. */

/** The value in the element of that id, which is JSON. */
export async function embedded<T>(id: string): Promise<T> {
  return (await unpacked(elementOf(id)).json()) as T;
}

/** The bytes in the element of that id, which is gone afterwards. */
export async function embeddedBytes(id: string): Promise<Uint8Array<ArrayBuffer>> {
  const element = elementOf(id);
  const content = unpacked(element);
  element.remove();
  return new Uint8Array(await content.arrayBuffer());
}

/** As {@link embeddedBytes}, of text. */
export const embeddedText = async (id: string): Promise<string> =>
  new TextDecoder().decode(await embeddedBytes(id));

function elementOf(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element) return element;
  throw new Error(`The page holds no "${id}".`);
}

function unpacked({ textContent }: HTMLElement): Response {
  const text = atob(textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')));
}
