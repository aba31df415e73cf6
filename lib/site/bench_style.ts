/** How the bench looks: wide and narrow, dark and light, on paper. */

/** The bench's style sheet, after that of all pages. */
export const benchStyle: string = `
:root {
  --field: white; --accent: #0757b5; --on-accent: white; --wrong: #a40e26;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --field: #20262d; --accent: #7db7ff; --on-accent: #0b1a2b; --wrong: #ff9a9a;
  }
}
body, button, input, select { font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
body { font-size: 16px; line-height: 1.5; }
main, header { max-width: 84rem; }
header h1 { margin-bottom: 0; }
#bench { display: grid; grid-template-columns: minmax(16rem, 21rem) minmax(0, 1fr); gap: 1rem 2rem;
  align-items: start; }
#bench > img, #bench > p, .choice { grid-column: 1 / -1; }
.choice { max-width: 52rem; }
.choice .control { max-width: 21rem; }
.controls > :first-child { margin-top: 0.4rem; }
.controls h2, .shown h3 { font-size: 1.05rem; margin: 1.2rem 0 0.4rem; }
.question { font-weight: 600; margin: 0.6rem 0; }
.hint, .status, .first-look, summary { font-size: 0.9rem; }
.hint, .status { color: var(--muted); }
.control { margin: 0.45rem 0; font-size: 0.9rem; }
.control > label { display: block; }
.control.number { display: grid; grid-template-columns: 1fr 6.2rem; gap: 0 0.6rem; align-items: center; }
.control.number > label, .control.number > small { grid-column: 1 / 3; }
small.hint { display: block; font-size: 0.78rem; line-height: 1.35; }
fieldset.boxes { border: 1px solid var(--line); border-radius: 6px; padding: 0.3rem 0.7rem 0.5rem;
  margin: 0.5rem 0; }
.box { display: inline-flex; gap: 0.35rem; align-items: center; margin-right: 0.9rem; }
input[type="text"], input[type="number"], select {
  width: 100%; min-height: 2.1rem; padding: 0.2rem 0.5rem; color: var(--ink); background: var(--field);
  border: 1px solid var(--muted); border-radius: 5px; font-size: 0.9rem;
}
input[type="range"] { width: 100%; min-height: 1.7rem; margin: 0; accent-color: var(--accent); }
input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
input[aria-invalid] { border-color: var(--wrong); }
button {
  min-height: 2.1rem; padding: 0.2rem 0.8rem; border: 1px solid var(--accent); border-radius: 5px;
    cursor: pointer;
  color: var(--on-accent); background: var(--accent); font-size: 0.9rem;
}
button.plain { color: var(--link); background: transparent; }
button:disabled { color: var(--muted); background: transparent; border-color: var(--muted); cursor: default;
  border-style: dashed; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
[hidden] { display: none !important; }
.drop { border: 1px dashed var(--muted); border-radius: 6px; padding: 0.5rem; text-align: center; }
.drop.over { background: var(--soft); border-color: var(--link); }
.problem { color: var(--wrong); font-weight: 600; overflow-wrap: anywhere; }
progress { width: 100%; height: 0.5rem; accent-color: var(--accent); }
.status { min-height: 1.5rem; margin: 0.6rem 0 0; }
.first-look { margin: 0.4rem 0; padding: 0.4rem 0.8rem; border-left: 3px solid var(--link);
  background: var(--soft); }
.results { min-height: 26rem; }
figure.picture { margin: 0.6rem 0; color: var(--ink); --plot-background: var(--paper); overflow-x: auto; }
figure.picture > svg { max-width: 100%; height: auto; font-family: "DejaVu Sans", Verdana, sans-serif; }
figure.picture [role="button"] { cursor: pointer; }
figure.picture [role="button"]:hover { fill: rgb(128 128 128 / 0.3); }
figure.picture [role="button"]:focus-visible { outline: none; stroke: var(--link); stroke-width: 3; }
.wide-table { overflow-x: auto; max-width: 100%; margin: 0.4rem 0; }
.wide-table td[style*="color:#1a7f37"] { color: var(--ink) !important; }
th { border-bottom-color: var(--muted); }
.tools { margin-top: 1rem; padding-top: 0.6rem; border-top: 1px solid var(--line); }
.tools > .control { display: grid; grid-template-columns: auto minmax(8rem, 1fr) auto; gap: 0.6rem;
  align-items: center; }
.tools button, .player button, .buttons button { margin: 0.2rem 0.4rem 0.2rem 0; }
.tools > .chooser { grid-template-columns: auto minmax(8rem, 1fr) auto 5rem auto 5rem auto; }
.downloads { margin-top: 0.4rem; }
pre { background: var(--soft) !important; white-space: pre-wrap; overflow-wrap: anywhere; }
.line-view { border: 1px solid var(--line); border-radius: 8px; padding: 0.7rem 0.9rem; }
.player { display: flex; flex-wrap: wrap; align-items: center; }
.player input { flex: 1 1 8rem; }
.step { min-height: 4.8em; }
.chips { display: flex; flex-wrap: wrap; gap: 0.6rem; }
.chip { border: 1px solid var(--line); border-radius: 6px; padding: 0.4rem; }
.chip-name { display: block; font-size: 0.75rem; color: var(--muted); }
.caches { display: grid; grid-template-columns: repeat(auto-fill, minmax(2.3rem, 1fr)); gap: 0.3rem;
  min-width: 10.2rem;
  margin-bottom: 0.3rem; }
.cache {
  display: inline-block; min-width: 2.2rem; min-height: 1.9rem; border: 2px solid var(--line);
    border-radius: 4px;
  text-align: center; font-size: 0.8rem; line-height: 1.7rem;
}
.cache.Modified, .cache.Owned, .cache.Exclusive, .cache.Forward, .cache.Shared { color: black; }
.cache.Modified { background: #e88a4a; }
.cache.Owned { background: #e6b040; }
.cache.Exclusive { background: #dba3c2; }
.cache.Forward { background: #5fc0a4; }
.cache.Shared { background: #8ccbf0; }
.cache.asleep { border-style: dotted; border-color: var(--muted); }
.cache.sends { border-color: var(--ink); border-style: double; border-width: 4px; line-height: 1.5rem; }
.cache.asks { border-color: var(--link); border-style: solid; border-width: 4px; line-height: 1.5rem; }
.keys { font-size: 0.8rem; display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; align-items: center; }
.keys .cache { min-width: 1.5rem; min-height: 1.2rem; vertical-align: middle; }
@media (max-width: 52rem) {
  #bench { grid-template-columns: minmax(0, 1fr); }
  .results { min-height: 15rem; }
  .tools > .chooser { grid-template-columns: auto 1fr; }
  .chooser button { grid-column: 1 / 3; }
  #bench > .shown { order: 1; }
  #bench > .controls { order: 2; }
  figure.picture > svg { min-width: 20rem; }
  .look figure.picture > svg { min-width: 44rem; }
}
@media screen and (prefers-color-scheme: dark) {
  figure.picture text[fill="#555"] { fill: var(--muted); }
  figure.picture [stroke="#0072b2"] { stroke: #4aa8e0; }
  figure.picture [fill="#0072b2"] { fill: #4aa8e0; }
  figure.picture [stroke="#000000"], figure.picture [stroke="black"] { stroke: #d7dce2; }
  figure.picture [fill="white"] { fill: var(--paper); }
}
@media print {
  #bench { display: block; }
  .controls { columns: 3; }
  .control { break-inside: avoid; }
  input[type="text"], input[type="number"], select { min-height: 0; padding: 0; border: 0; appearance: none; }
  .controls button, .drop, .tools, .player, progress, input[type="range"], small.hint { display: none; }
  .first-look button, .buttons { display: none; }
}
`.trim();
