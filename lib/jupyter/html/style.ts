/** How the pages look: wide and narrow, dark and light, on paper. */

/** The style sheet of all pages. */
export const pageStyle: string = `
:root {
  color-scheme: light dark; --paper: white; --ink: #1f2328; --muted: #57606a; --line: #d8dee4;
  --soft: #f6f8fa; --link: #0757b5; --warned: #fff8e5; --failed: #fff1f0;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15191e; --ink: #e6e9ed; --muted: #a3adb8; --line: #3d4650; --soft: #20262d; --link: #7db7ff;
    --warned: #33290f; --failed: #3a1a1c;
  }
  .shiki, .shiki span { color: var(--shiki-dark) !important; }
  /* Figures are drawn on white. */
  main img, .chart { background: white; border-radius: 6px; }
  .chart { color: #1f2328; color-scheme: light; }
  td[style*="#1a7f37"] { color: #57c978 !important; }
  td[style*="#cf222e"] { color: #ff8f86 !important; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; color: var(--ink); background: var(--paper);
  font: 17px/1.6 Charter, "Bitstream Charter", Georgia, "DejaVu Serif", serif;
}
main, header { max-width: 54rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.2rem; }
main { padding-bottom: 3rem; }
a { color: var(--link); }
h1, h2, h3, h4, th, caption, nav, .card, .summary {
  font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
h1, h2, h3, h4 { line-height: 1.25; margin: 2rem 0 0.6rem; }
h1 { font-size: 1.9rem; margin-top: 0.8rem; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.12rem; }
p, ul, ol, blockquote { margin: 0.8rem 0; }
blockquote { border-left: 3px solid var(--line); padding-left: 1rem; color: var(--muted); margin-left: 0; }
nav { font-size: 0.9rem; }
nav.ways { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; }
nav.ways [rel="prev"] { margin-left: auto; }
nav.contents { margin-top: 0.8rem; color: var(--muted); }
nav.contents ul { columns: 2 18rem; margin: 0.3rem 0; }
code, pre {
  font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 0.84rem;
}
:not(pre) > code {
  background: var(--soft); border-radius: 4px; padding: 0.1em 0.3em; overflow-wrap: anywhere;
}
pre code, pre.shiki, pre:not(.stream) { font-size: 0.8rem; }
pre {
  margin: 0.6rem 0; padding: 0.7rem 0.9rem; overflow-x: auto; line-height: 1.45; border-radius: 6px;
  tab-size: 2;
}
pre.shiki, pre:not(.stream) { background: var(--soft) !important; border: 1px solid var(--line); }
pre.stream {
  padding: 0.2rem 0.9rem; border-left: 3px solid var(--line); border-radius: 0; white-space: pre-wrap;
  overflow-wrap: anywhere;
}
pre.stderr { border-color: #d4a72c; background: var(--warned); }
pre.error { border-color: #cf222e; background: var(--failed); }
.outputs { margin: 0.6rem 0 1.4rem; }
.outputs > * { margin-bottom: 0.8rem; }
.rich, .chart, .picture { overflow-x: auto; }
/* Letters in pictures stay large enough to be read; on a small screen what is wider scrolls. */
.picture img { display: block; min-width: calc(0.75 * var(--width, 0px)); }
div.chart { display: block; width: fit-content; max-width: 100%; }
.chart svg { max-width: none; }
.rich pre { width: max-content; min-width: 100%; }
.chart form { margin: 0 0.5rem; font: 0.9rem system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.more a, .bench a {
  display: inline-block; padding: 0.25rem 0.8rem; border: 1px solid var(--link); border-radius: 5px;
  font: 0.86rem system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; text-decoration: none;
}
img, svg { max-width: 100%; height: auto; }
table {
  border-collapse: collapse; font-size: 0.84rem; line-height: 1.35;
  font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
}
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { padding: 0.3rem 0.7rem; border-bottom: 1px solid var(--line); vertical-align: top; }
td code { white-space: nowrap; }
@media (max-width: 40rem) { td code { white-space: normal; overflow-wrap: anywhere; } }
th { border-bottom: 2px solid var(--muted); font-weight: 600; }
.wide {
  width: min(64rem, 100vw - 2rem);
  margin-left: calc((min(54rem - 2rem, 100vw - 2rem) - min(64rem, 100vw - 2rem)) / 2); overflow-x: auto;
}
.wide td:nth-child(2) { min-width: 13rem; }
.cards {
  list-style: none; padding: 0; display: grid;
  grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); gap: 1rem;
}
.card { border: 1px solid var(--line); border-radius: 8px; padding: 0.9rem 1rem; }
.card h3 { margin: 0.6rem 0 0; }
.card p { margin: 0.3rem 0 0; color: var(--muted); font-size: 0.92rem; line-height: 1.45; }
.card .verdict { color: var(--ink); font-size: 0.84rem; }
.card .thumbnail img { display: block; width: 100%; aspect-ratio: 8 / 5; object-fit: contain; }
.links { columns: 2; padding-left: 1.2rem; font-size: 0.92rem; overflow-wrap: anywhere; }
@media (max-width: 40rem) {
  body { font-size: 16px; }
  h1 { font-size: 1.55rem; }
  .links { columns: 1; }
}
@media print {
  :root { color-scheme: light; }
  body { font-size: 11pt; }
  nav, .more, .bench { display: none; }
  main, header { max-width: none; padding: 0; }
  .wide { width: auto; margin-left: 0; }
  pre { white-space: pre-wrap; }
  .picture img { min-width: 0; }
  pre, img, tr, .card { break-inside: avoid; }
  h1, h2, h3 { break-after: avoid; }
  a { color: inherit; }
}
`.trim();
