// Runs before the first paint, as a file because the content policy allows no inline script:
// the chosen theme and language are set before anything is drawn.
(() => {
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem('rapport.device') || '{}');
  } catch {
    // Storage is closed or holds something else: the system's choice is used.
  }
  const dark = kept.theme === 'dark' || (kept.theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  const root = document.documentElement;
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  const typeSize = { small: 0.93, large: 1.12, larger: 1.25 }[kept.typeSize] || 1;
  root.style.setProperty('--type-size', typeSize);
  root.style.setProperty('--mantine-scale', typeSize);
  root.lang = kept.language || (navigator.language.startsWith('zh') ? 'zh-CN' : 'en');
})();
