// The data and the figures' library lie in the page compressed, at a quarter of their size.
export async function unzipped(id) {
  const packed = atob(document.getElementById(id).textContent);
  const bytes = Uint8Array.from(packed, (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

export const data = JSON.parse(await unzipped("data"));
