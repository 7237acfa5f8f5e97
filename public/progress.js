// How far polling is, while somebody looks. Without script the page has a link to look again.
const place = document.querySelector('[data-progress]');
if (place) {
  const words = place.querySelector('[role="status"]');
  const bar = place.querySelector('progress');
  const stream = new EventSource(place.dataset.progress);
  stream.addEventListener('message', ({ data }) => {
    const progress = JSON.parse(data);
    words.textContent = progress.words;
    bar.max = progress.of;
    bar.value = progress.done;
    if (!progress.isOver) return;
    stream.close();
    location.replace(place.dataset.then);
  });
}
