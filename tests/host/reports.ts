/** Reports of computers that do not exist, as the programs write them. */

/** `lscpu -J` of two packages of four cores of two threads, an L3 for two cores each. */
export const lscpu: string = JSON.stringify(
  {
    lscpu: [
      { field: "Architecture:", data: "x86_64" },
      { field: "CPU(s):", data: "16", children: [{ field: "On-line CPU(s) list:", data: "0-15" }] },
      {
        field: "Vendor ID:",
        data: "AuthenticAMD",
        children: [{
          field: "Model name:",
          data: "AMD EPYC 7003 (made up)",
          children: [
            { field: "Thread(s) per core:", data: "2" },
            { field: "Core(s) per socket:", data: "4" },
            { field: "Socket(s):", data: "2" },
            { field: "CPU max MHz:", data: "3000.0000" },
          ],
        }],
      },
      { field: "L1d:", data: "256 KiB (8 instances)" },
      { field: "L2:", data: "4 MiB (8 instances)" },
      { field: "L3:", data: "64 MiB (4 instances)" },
      { field: "NUMA node(s):", data: "2" },
    ],
  },
  null,
  2,
);

/** What lscpu said before it nested: a cache is one of those there are. */
export const oldLscpu: string = JSON.stringify({
  lscpu: [
    { field: "CPU(s):", data: "4" },
    { field: "Thread(s) per core:", data: "1" },
    { field: "Socket(s):", data: "2" },
    { field: "NUMA node(s):", data: "2" },
    { field: "Model name:", data: "Intel Xeon (made up)" },
    { field: "L1d cache:", data: "32K" },
    { field: "L2 cache:", data: "1024K" },
    { field: "L3 cache:", data: "8192K" },
  ],
});

const pus = (first: number, siblingsApart: number): string =>
  [first, first + siblingsApart].map((number) => `<object type="PU" os_index="${number}"/>`).join("");
const cache2 = (level: number, bytes: number, inside: string): string =>
  `<object type="L${level}Cache" cache_size="${bytes}" depth="${level}" cache_linesize="64" ` +
  `cache_associativity="16" cache_type="${level === 1 ? 1 : 0}">${inside}</object>`;
const core2 = (number: number): string =>
  cache2(
    2,
    2 ** 20,
    cache2(1, 2 ** 15, `<object type="Core" os_index="${number}">${pus(number, 4)}</object>`),
  );
const package2 = (number: number): string =>
  `<object type="Package" os_index="${number}"><info name="CPUModel" value="Intel Xeon Gold (made up)"/>` +
  `<object type="NUMANode" os_index="${number}" local_memory="1073741824"/>` +
  cache2(3, 2 ** 24, core2(2 * number) + core2(2 * number + 1)) + "</object>";

/** hwloc 2: two packages of two cores of two threads; memory hangs on the packages. */
export const hwloc2: string = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE topology SYSTEM "hwloc2.dtd">
<topology version="2.0"><object type="Machine" os_index="0">${package2(0)}${package2(1)}</object>
<distances2 type="NUMANode" nbobjs="2" kind="5" indexing="os"><indexes length="4">0 1 </indexes>
<u64values length="12">10 21 21 10 </u64values></distances2></topology>`;

const node1 = (number: number): string =>
  `<object type="NUMANode" os_index="${number}"><object type="Socket" os_index="${number}">` +
  [0, 1].map((core) =>
    `<object type="Cache" cache_size="1048576" depth="2" cache_linesize="64" cache_associativity="16" cache_type="0">` +
    `<object type="Cache" cache_size="65536" depth="1" cache_linesize="64" cache_associativity="2" cache_type="1">` +
    `<object type="Core" os_index="${core}"><object type="PU" os_index="${
      2 * number + core
    }"/></object></object></object>`
  ).join("") + "</object></object>";

/** hwloc 1: nodes are objects that cores are in; there is no L3. */
export const hwloc1: string = `<?xml version="1.0"?><topology><object type="Machine" os_index="0">
<distances nbobjs="2" relative_depth="1" latency_base="10.000000"><latency value="1.000000"/>
<latency value="1.600000"/><latency value="1.600000"/><latency value="1.000000"/></distances>
${node1(0)}${node1(1)}</object></topology>`;

const line = "-".repeat(80), stars = "*".repeat(80);

/** likwid-topology: two large cores of two threads and four small ones, which share an L2. */
export const likwid: string = `${line}
CPU name:	13th Gen Intel(R) Core(TM) (made up)
CPU type:	Intel Raptorlake processor
CPU clock:	2.50 GHz
${stars}
Hardware Thread Topology
${stars}
Sockets:		1
Cores per socket:	6
Threads per core:	2
${line}
HWThread        Thread        Core        Die        Socket        Available
0               0             0           0          0             *
1               1             0           0          0             *
2               0             1           0          0             *
3               1             1           0          0             *
4               0             2           0          0             *
5               0             3           0          0             *
6               0             4           0          0             *
7               0             5           0          0             *
${line}
Socket 0:		( 0 1 2 3 4 5 6 7 )
${stars}
Cache Topology
${stars}
Level:			1
Size:			48 kB
Type:			Data cache
Associativity:		12
Cache groups:		( 0 1 ) ( 2 3 ) ( 4 ) ( 5 ) ( 6 ) ( 7 )
${line}
Level:			2
Size:			2 MB
Cache groups:		( 0 1 ) ( 2 3 ) ( 4 5 6 7 )
${line}
Level:			3
Size:			24 MB
Cache groups:		( 0 1 2 3 4 5 6 7 )
${line}
NUMA Topology
${line}
NUMA domains:		1
Domain:			0
Processors:		( 0 1 2 3 4 5 6 7 )
Distances:		10
${line}
`;

/** Latencies, the lower half: two chips of two L3s of two cores of two threads, siblings last. */
export const latencies: string = (() => {
  const cores = 8,
    level = (i: number, j: number, size: number) => Math.floor(i / size) === Math.floor(j / size);
  const of = (i: number, j: number) => {
    const [a, b] = [i % cores, j % cores] as const;
    return (a === b ? 7 : level(a, b, 2) ? 24 : level(a, b, 4) ? 80 : 200) + (i + j) % 3 / 10;
  };
  return Array.from(
    { length: 2 * cores },
    (_, i) => Array.from({ length: 2 * cores }, (_, j) => j < i ? of(i, j).toFixed(1) : "").join(","),
  ).join("\n") + "\n";
})();
