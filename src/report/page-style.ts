/** How pages of ours look: one style sheet as text, in light and dark, and on paper. A constant only. */
export const pageStyle = `:root { color-scheme: light dark; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
h1 { margin: 0 0 1rem; font-size: 1.8rem; overflow-wrap: anywhere; }
h2 { margin: 2.5rem 0 0.75rem; font-size: 1.2rem; }
dl { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; margin: 0; }
dt { font-size: 0.8rem; opacity: 0.75; }
dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
svg { max-width: 100%; height: auto; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 0.8rem; opacity: 0.75; padding-bottom: 0.35rem; }
th, td { padding: 0.2rem 0.6rem; text-align: right; }
th[scope="row"], thead th:first-child { text-align: left; }
thead { border-bottom: 1px solid #767676; }
tfoot { border-top: 1px solid #767676; }
.matrix td, .matrix th { padding: 0.25rem 0.45rem; font-size: 0.85rem; }
.matrix .right { background: rgb(47 127 208 / calc(0.6 * var(--share, 0))); }
.matrix .wrong { background: rgb(209 102 28 / calc(0.9 * var(--share, 0))); }
.pictures { display: flex; flex-wrap: wrap; gap: 0.75rem; }
.pictures img { width: 96px; }
.pictures figcaption { max-width: 96px; }
figure { margin: 0 0 1rem; }
.pictures figure { margin: 0; }
figcaption { font-size: 0.8rem; overflow-wrap: anywhere; }
img { max-width: 100%; image-rendering: pixelated; }
`;
