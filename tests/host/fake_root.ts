/** A folder with `sys` and `proc` of a computer that does not exist. */

/** How its processors are arranged; siblings are numbered after all cores, as Linux does on x86-64. */
export interface Arrangement {
  readonly packages: number;
  readonly coresPerPackage: number;
  readonly threadsPerCore: number;
}

/** Writes a file below a folder, which ends with a slash. */
export async function writeIn(root: string, path: string, text: string): Promise<void> {
  await Deno.mkdir(`${root}${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
  await Deno.writeTextFile(`${root}${path}`, `${text}\n`);
}

/** Writes the folder, and returns its path with a slash at the end. */
export async function fakeRoot({ packages, coresPerPackage, threadsPerCore }: Arrangement): Promise<string> {
  const root = `${await Deno.makeTempDir()}/`,
    cores = packages * coresPerPackage,
    all = cores * threadsPerCore;
  const write = (path: string, text: string): Promise<void> => writeIn(root, path, text);
  const cpus = "sys/devices/system/cpu", nodes = "sys/devices/system/node";
  const numbers = Array.from({ length: all }, (_, i) => i);
  await write(`${cpus}/online`, `0-${all - 1}`);
  await write("proc/cpuinfo", "model name\t: Made up");
  await write("proc/meminfo", "MemTotal:       2000 kB\nMemAvailable:   1000 kB");
  await write(`${nodes}/has_cpu`, `0-${packages - 1}`);
  const packageOf = (number: number) => Math.floor((number % cores) / coresPerPackage);
  for (let node = 0; node < packages; node++) {
    await write(
      `${nodes}/node${node}/cpulist`,
      numbers.filter((number) => packageOf(number) === node).join(","),
    );
  }
  for (const number of numbers) {
    const siblings = numbers.filter((other) => other % cores === number % cores).join(",");
    await write(`${cpus}/cpu${number}/topology/thread_siblings_list`, siblings);
    await write(`${cpus}/cpu${number}/topology/physical_package_id`, `${packageOf(number)}`);
    const caches = [[1, "32K", "Data"], [1, "64K", "Instruction"], [2, "512K", "Unified"]];
    for (const [i, [level, size, type]] of caches.entries()) {
      const folder = `${cpus}/cpu${number}/cache/index${i}`;
      await write(`${folder}/level`, `${level}`);
      await write(`${folder}/size`, `${size}`);
      await write(`${folder}/type`, `${type}`);
      await write(`${folder}/ways_of_associativity`, "8");
      await write(`${folder}/coherency_line_size`, "64");
      await write(`${folder}/shared_cpu_list`, siblings);
    }
  }
  return root;
}
