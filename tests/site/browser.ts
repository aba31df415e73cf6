/** A real browser for the tests: Debian's Chromium, driven by playwright-core. */
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { slow } from "../slow.ts";

const paths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a browser is; undefined where there is none. */
export const chromiumPath: string | undefined = paths.find((path) => {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
});

/** A page, and all that must not be: errors on its console, and requests that leave it. */
export interface Watched {
  readonly page: Page;
  readonly errors: string[];
  readonly requests: string[];
}

/** How a page is opened. */
export interface Opening {
  readonly width?: number;
  readonly scheme?: "light" | "dark";
}

let browser: Promise<Browser> | undefined;

/** The one browser of all tests of a file; it is loaded only where there is one. */
function launched(): Promise<Browser> {
  browser ??= import("playwright-core").then(({ chromium }) =>
    chromium.launch({
      executablePath: chromiumPath!,
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"],
    })
  );
  return browser;
}

/** Opens a file as a reader would, with what follows the `#`. */
export async function opened(
  path: string,
  hash = "",
  { width = 1200, scheme = "light" }: Opening = {},
): Promise<Watched> {
  const page = await (await launched()).newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const errors: string[] = [], requests: string[] = [];
  page.setDefaultTimeout(60_000);
  page.on(
    "console",
    (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()),
  );
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(path).href + hash);
  return { page, errors, requests };
}

/** Waits until the bench has measured all that it was asked for. */
export async function done(page: Page): Promise<void> {
  await page.waitForSelector(".status[data-done]", { timeout: 60_000 });
}

/** A test in a browser; where there is none, it says so. */
export function inBrowser(name: string, test: () => Promise<void>): void {
  if (chromiumPath === undefined) {
    console.log(`${name}: skipped, since there is no Chromium (apt-get install chromium)`);
    Deno.test.ignore(name, test);
  } else slow(name, test);
}

/** Ends the browser. */
export async function closed(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}
