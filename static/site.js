// Niceties only: every page works without this file.
// The running sum of a ballot that splits 100 per cent: inputs carry data-split, the output carries the sentences.
for (const output of document.querySelectorAll("[data-split-sum]")) {
  const parts = output.closest("form").querySelectorAll("[data-split]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const say = () => {
    const sum = [...parts].reduce((total, part) => total + (Number(part.value) || 0), 0);
    const words = sum === 100 ? output.dataset.splitDone : sum < 100 ? output.dataset.splitUnder : output.dataset.splitOver;
    output.textContent = output.dataset.splitSum.replace("{sum}", number.format(sum)) + " "
      + words.replace("{off}", number.format(Math.abs(100 - sum)));
  };
  output.closest("form").addEventListener("input", say);
  say();
}
