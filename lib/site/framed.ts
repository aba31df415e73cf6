/** A page inside a notebook's output. */
import { escapeHtml } from "../notebook/escape.ts";
import type { StillPicture } from "../notebook/show.ts";

/** What is framed. */
export interface Framed {
  /** A whole HTML document. */
  readonly page: string;
  /** What it is, for those who do not see it. */
  readonly title: string;
  /** What stands there where frames are taken out, as HTML: it lies below the frame. */
  readonly instead: string;
  /** CSS for the room that the frame fills. */
  readonly room: string;
}

/** The page in a frame of its own: nothing of the notebook's page can be reached from it. */
export function framed({ page, title, instead, room }: Framed): string {
  return `<div style="position:relative;overflow:hidden;${room}">${instead}` +
    `<iframe title="${escapeHtml(title)}" sandbox="allow-scripts allow-downloads" ` +
    `style="position:absolute;inset:0;width:100%;height:100%;border:0;background:white" ` +
    `srcdoc="${escapeHtml(page)}"></iframe></div>`;
}

/** The picture of a figure, as HTML. */
export function imageOf({ png, alt, width }: StillPicture): string {
  return `<img src="data:image/png;base64,${png}" alt="${escapeHtml(alt)}" width="${width}" ` +
    `style="max-width:100%">`;
}
