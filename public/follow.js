// A page of something that is under way, while somebody looks: the marked part is asked for again each second, and once it is gone, the page.
// Without script the page has links to look again.
const EVERY_MS = 1000;

async function look() {
  const place = document.querySelector('[data-follow]');
  if (!place) return;
  // The server may be away for a moment: then it is asked again.
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector('[data-follow]');
    if (!fresh) return location.reload();
    place.replaceWith(fresh);
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, EVERY_MS);
