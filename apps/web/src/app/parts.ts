const key = 'rapport.reloaded';

/** After an upgrade of the server a page that is still open asks for parts that are gone: it is loaded anew, once. */
export function watchParts(): void {
  addEventListener('vite:preloadError', () => {
    if (sessionStorage.getItem(key) === location.href) return;
    // A part that did not come as the house is out of reach is not gone: then the page stays, and says what went wrong.
    void fetch('/service-worker.js', { method: 'HEAD', cache: 'no-store' }).then(
      ({ status }) => {
        if (status >= 500) return;
        sessionStorage.setItem(key, location.href);
        location.reload();
      },
      () => undefined,
    );
  });
}
