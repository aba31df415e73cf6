/**
 * Shows figures and tables from a notebook's cell, and keeps them as files when notebooks are reproduced.
 *
 * A notebook gets PNG and text, never SVG: widely installed viewers show committed SVG as a blank. The
 * SVG goes to a file instead, if there is a folder for it.
 */
import { writeWhole } from "../files/write_whole.ts";
import { checkHas } from "../input/given.ts";
import { called, optionsOf, text } from "../input/options.ts";
import type { Figure, VegaLiteFigure } from "../plots/figure.ts";
import { type Broadcast, kernelBroadcast, outputsSent } from "./broadcast.ts";
import { isHeadless } from "./headless.ts";
import { printable } from "../rows/printable.ts";
import { figureToSvg, pictureSize, svgToPng } from "../pictures/picture.ts";
import { fileName, outFolder } from "./out_folder.ts";
import type { SourceCode } from "./source.ts";
import type { Table } from "./table.ts";

/** Representations of one value by MIME type. */
export interface Bundle {
  /** The representations. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Hints for drawing, such as the size of a picture in CSS pixels. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * A figure with a page of its own that simulates, for front ends that let a page run its script; elsewhere it
 * is the figure.
 */
export interface Live {
  /** Tells it from a figure. */
  readonly kind: "live";
  /** Measures and draws the figure. */
  readonly draw: () => Promise<Figure>;
  /** HTML that is the page; it has the picture in it, for where no script runs. */
  readonly html: (picture: StillPicture) => Promise<string>;
}

/** A picture of a figure. */
export interface StillPicture {
  /** As base64. */
  readonly png: string;
  /** What it shows. */
  readonly alt: string;
  /** In CSS pixels. */
  readonly width: number;
}

/** How something is shown. */
export interface ShowOptions {
  /** What to call the figure's file; by default the number of the figure in its notebook. */
  readonly name?: string;
}

/** Where things are shown. Only tests change them. */
export interface Surroundings {
  /** Sends to the notebook; `undefined` outside one. */
  readonly broadcast?: Broadcast | undefined;
  /** Prints a text where there is no notebook. */
  readonly print?: (text: string) => void;
}

const checked = optionsOf<ShowOptions>("show", { name: text.optional() });
/** Refuses what is no part of the surroundings. */
export const checkSurroundings = optionsOf<Surroundings>("the surroundings", {
  broadcast: called<Surroundings["broadcast"]>().optional(),
  print: called<Surroundings["print"]>().optional(),
});

let figuresShown = 0;

/**
 * Shows a figure or a table. In a notebook it appears below the cell; elsewhere the figure's text
 * alternative or the table's text is printed. While notebooks are being reproduced, a figure is also
 * written to `figures/<notebook>-<name>.svg` in the output folder.
 *
 * @param shown The figure or table; or a page that simulates, which is its figure where nobody is watching.
 * @param options A name for the figure's file.
 * @param around Where to show it; found out by itself.
 * @throws {InputError} If it is neither.
 * @throws {TypeError} If the name would not do as the name of a file.
 * @throws {Error} If the figure cannot be drawn.
 *
 * @example
 * ```ts
 * import { table } from "./table.ts";
 *
 * await show(table([{ cores: 16, throughputPerSecond: 1.2e6 }]));
 * ```
 */
export async function show(
  shown: Figure | Table | SourceCode | Live,
  options: ShowOptions = {},
  around: Surroundings = {},
): Promise<void> {
  const { name } = checked(options);
  const { broadcast = kernelBroadcast(), print = console.log } = checkSurroundings(around);
  checkHas("show", shown, "kind", "a figure or a table, such as show(table(rows))");
  const bundle = "text" in shown
    ? textBundle(shown)
    : await pictureBundle(shown, name, broadcast !== undefined);
  if (broadcast === undefined) return print(String(bundle.data["text/plain"]));
  await broadcast("display_data", { ...bundle, transient: {} });
  await outputsSent();
}

/** A figure, or a page with its figure; where it is only printed, nothing is drawn but the file. */
async function pictureBundle(
  shown: Figure | Live,
  name: string | undefined,
  isSeen: boolean,
): Promise<Bundle> {
  const figure = shown.kind === "live" ? await shown.draw() : shown, svg = await keep(figure, name);
  if (!isSeen) return { data: { "text/plain": printable(figure.alt) }, metadata: {} };
  const bundle = await figureBundle(figure, svg);
  if (shown.kind !== "live" || isHeadless()) return bundle;
  const { width } = bundle.metadata["image/png"] as { readonly width: number };
  const html = await shown.html({ png: String(bundle.data["image/png"]), alt: figure.alt, width });
  return { ...bundle, data: { "text/html": html, ...bundle.data } };
}

/** Writes a figure's SVG to the output folder, if there is one. */
async function keep(figure: Figure, name = String(++figuresShown)): Promise<string | undefined> {
  const ending = fileName(name);
  const out = outFolder();
  if (out === undefined) return undefined;
  const svg = await figureToSvg(figure);
  writeWhole(`${out.path}/figures/${fileName(out.notebook)}-${ending}.svg`, svg);
  return svg;
}

/**
 * Represents a figure for a notebook: a PNG with two pixels for each CSS pixel, its text alternative, and
 * for Vega-Lite the specification, which some front ends show as an interactive chart.
 *
 * @param figure The figure.
 * @param drawn Its SVG, if it has been drawn before.
 * @returns The representations, with the picture's size as metadata.
 * @throws {Error} If the figure cannot be drawn.
 *
 * @example
 * ```ts
 * const frame = { kind: "plot", alt: "An empty frame.", options: {}, marks: () => [] } as const;
 * const { data } = await figureBundle(frame);
 * console.assert(data["text/plain"] === "An empty frame." && !("image/svg+xml" in data));
 * ```
 */
export async function figureBundle(figure: Figure, drawn?: string): Promise<Bundle> {
  const svg = drawn ?? await figureToSvg(figure);
  const png = await svgToPng(svg, { scale: 2 });
  return {
    data: {
      ...(figure.kind === "vega-lite" ? { "application/vnd.vegalite.v5+json": version5(figure) } : {}),
      "image/png": png.toBase64(),
      "text/plain": figure.alt,
    },
    metadata: { "image/png": pictureSize(svg) },
  };
}

/** Front ends know Vega-Lite 5. */
function version5(figure: VegaLiteFigure): Record<string, unknown> {
  return { ...figure.spec, $schema: "https://vega.github.io/schema/vega-lite/v5.json" };
}

function textBundle({ html, text }: Table | SourceCode): Bundle {
  return { data: { "text/html": html, "text/plain": text }, metadata: {} };
}
