/** A real Jupyter Notebook in a real browser, with the lab's kernel: Debian's, where they are installed. */
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { findJupyter } from "../../lib/cli/open_lab.ts";
import { projectPath } from "../../lib/files/project.ts";
import { TYPES } from "../../lib/jupyter/lab_kernel/assistant.ts";
import { installKernelspec } from "../../lib/jupyter/kernelspec.ts";

const CHROMIUM = "/usr/bin/chromium";
/** On a busy computer everything takes its time. */
const PATIENCE_MS = 120_000;

/** What is missing, in a sentence; undefined where there is all. */
export async function missing(): Promise<string | undefined> {
  const jupyter = await findJupyter(Deno.env.get("PATH") ?? "");
  if (jupyter === undefined || !jupyter.join(" ").includes("notebook")) {
    return "there is no Jupyter Notebook (apt-get install jupyter-notebook)";
  }
  const isThere = await Deno.stat(CHROMIUM).then(({ isFile }) => isFile, () => false);
  return isThere ? undefined : "there is no Chromium (apt-get install chromium)";
}

/** A notebook that is open in a browser. */
export class LiveNotebook implements AsyncDisposable {
  private constructor(
    readonly page: Page,
    readonly browser: Browser,
    readonly server: Deno.ChildProcess,
    readonly folder: string,
  ) {}

  /** Opens a copy of a notebook of the project. */
  static async open(notebook: string): Promise<LiveNotebook> {
    await Deno.mkdir(projectPath("out"), { recursive: true });
    const folder = await Deno.makeTempDir({ dir: projectPath("out"), prefix: "live-" });
    await Deno.copyFile(projectPath(notebook), join(folder, "copy.ipynb"));
    const { jupyterPath } = await installKernelspec({ dataFolder: join(folder, "data") });
    const [program, ...args] = (await findJupyter(Deno.env.get("PATH")!))!;
    const server = new Deno.Command(program!, {
      args: [...args, "--no-browser", "--allow-root", "--ip=127.0.0.1", "--NotebookApp.token=", folder],
      env: {
        JUPYTER_PATH: jupyterPath,
        JUPYTER_CONFIG_DIR: join(folder, "config"),
        JUPYTER_DATA_DIR: join(folder, "data"),
        JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
        [TYPES]: "off",
      },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const { chromium } = await import("playwright-core");
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(PATIENCE_MS);
    const live = new LiveNotebook(page, browser, server, folder);
    try {
      await page.goto(`${await addressIn(server.stderr)}notebooks/copy.ipynb`);
      await live.isIdle();
      return live;
    } catch (error) {
      await live[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Resolves when the kernel has nothing to do, and no cell waits for it. */
  async isIdle(): Promise<void> {
    // deno-lint-ignore no-explicit-any
    await this.page.waitForFunction(() => (globalThis as any).Jupyter?.notebook?.kernel?.is_connected());
    await this.page.waitForFunction(
      // deno-lint-ignore no-explicit-any
      () => !(globalThis as any).Jupyter.notebook.kernel_busy && !document.body.innerText.includes("[*]"),
    );
  }

  /** Runs all cells by the menu. */
  async runAll(): Promise<void> {
    await this.page.evaluate(() => document.querySelector<HTMLElement>("#run_all_cells a")!.click());
    await this.page.waitForFunction(() => document.body.innerText.includes("[*]"));
    await this.isIdle();
  }

  /** Appends a cell and has it run. */
  async begin(code: string): Promise<void> {
    await this.page.evaluate((code) => {
      // deno-lint-ignore no-explicit-any
      const { notebook } = (globalThis as any).Jupyter;
      notebook.insert_cell_at_bottom("code").set_text(code);
      notebook.select(notebook.ncells() - 1);
      notebook.execute_cell();
    }, code);
  }

  /** Presses the stop button. */
  async stop(): Promise<void> {
    await this.page.click('button[data-jupyter-action="jupyter-notebook:interrupt-kernel"]');
  }

  /** What stands below the last cell, once it matches. */
  async below(expected: RegExp): Promise<string> {
    const last = this.page.locator(".cell").last().locator(".output");
    for (let times = 0;; times++) {
      const text = (await last.allInnerTexts()).join("\n");
      if (expected.test(text) || times === 600) return text;
      await new Promise((go) => setTimeout(go, 50));
    }
  }

  /** Closes all of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.browser.close();
    this.server.kill("SIGTERM"); // which ends its kernels
    await this.server.status;
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** The server says where it listens, among other things. */
async function addressIn(stderr: ReadableStream<Uint8Array>): Promise<string> {
  let said = "";
  const found = Promise.withResolvers<string>();
  void (async () => {
    for await (const bytes of stderr) {
      said += new TextDecoder().decode(bytes);
      const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
      if (address !== undefined) found.resolve(address);
    }
    found.reject(new Error(`Jupyter did not start: ${said}`));
  })();
  return await found.promise;
}
