// Runs before the first paint, so that a chosen theme does not flash in the other one. Kept in step with src/ui/theme.ts.
(() => {
  try {
    const theme = localStorage.getItem('theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is blocked: the system's preference applies.
  }
})();
