import assert from "node:assert/strict";
import { stallsByStructure } from "corey-lab/analysis";

Deno.test("stallsByStructure() adds up structures that differ by their number only, costliest first, per operation", () => {
  const word = (field: string, misses: number, stallCycles: number) => ({
    field,
    misses,
    stallCycles,
    core: 1,
  });
  const rows = stallsByStructure([
    word("page_info of netbuf 3.pi_ref", 1, 100),
    word("page_info of netbuf 17.pi_hw_ref", 3, 300),
    word("mcs_node of core 4 for e1000_card.rx_lock.next", 2, 900),
    word("mcs_node of core 8 for e1000_card.tx_lock.next", 2, 60),
    word("lwip 2.core_lock", 0, 2),
  ], 2);
  assert.deepEqual(rows, [
    { structure: "mcs_node of core for e1000_card.rx_lock", missesEach: 1, stallCyclesEach: 450 },
    { structure: "page_info of netbuf", missesEach: 2, stallCyclesEach: 200 },
    { structure: "mcs_node of core for e1000_card.tx_lock", missesEach: 1, stallCyclesEach: 30 },
    { structure: "lwip", missesEach: 0, stallCyclesEach: 1 },
  ]);
});
