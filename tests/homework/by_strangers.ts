/**
 * Right answers to homework 4 and 5 that were written from its text alone, by people who knew no other
 * solution.
 */

/** Services behind a kernel core: `answer["4b"]`, as expressions. */
export const services: Readonly<Record<string, string>> = {
  "rings of one slot, and a call that is the registry's own": `(machine, registry) => {
  const [server, ...others] = machine.cores;
  const ringOf = new Map(others.map((core) => [core, new SyscallDevice(machine, core.chip, 1)]));
  server.start(kernelCore(server, [...ringOf.values()]));
  return { server, call: (core) => ringOf.get(core).call(core, registry.update) };
}`,
  "core 5 serves, and polls a ring for itself too": `(machine, registry) => {
  const server = machine.cores[5];
  const rings = machine.cores.map((core) => new SyscallDevice(machine, core.chip));
  server.start(kernelCore(server, rings));
  return { server, *call(core) {
    yield* rings[core.number].call(core, (me) => registry.update(me));
  } };
}`,
  "a letter box a caller, polled as a device": `(machine, registry) => {
  const [server, ...others] = machine.cores, letter = struct("letter", { please: lineAligned(int32) });
  const boxes = new Map(others.map((core) => [core, machine.memory.place(letter, core.chip).please]));
  server.start(kernelCore(server, [...boxes].map(([caller, box]) => ({
    name: "letter box of " + caller.number,
    watched: () => [box],
    *poll(me) {
      yield;
      if (me.load(box) === 0) return false;
      yield* registry.update(me);
      yield;
      me.publish(box, 0);
      return true;
    },
  }))));
  return { server, *call(core) {
    yield;
    core.publish(boxes.get(core), 1);
    yield core.spinUntil(boxes.get(core), (word) => word === 0);
  } };
}`,
  "counts of what is wanted and of what is done, and a program of one's own that serves":
    `(machine, registry) => {
  const [server, ...others] = machine.cores;
  const pair = struct("wanted_done", { wanted: lineAligned(int32), done: lineAligned(int32) });
  const desk = new Map(others.map((core) => [core, machine.memory.place(pair, core.chip)]));
  function* serve() {
    for (;;) {
      let idle = true;
      for (const { wanted, done } of desk.values()) {
        yield;
        const ticket = server.load(wanted);
        if (ticket === server.load(done)) continue;
        idle = false;
        yield* registry.update(server);
        yield;
        server.publish(done, ticket);
      }
      if (!idle) continue;
      yield;
      yield server.sleepUntilWrite([...desk.values()].map(({ wanted }) => wanted));
    }
  }
  server.start(serve());
  return { server, *call(core) {
    const { wanted, done } = desk.get(core), ticket = core.load(wanted) + 1;
    yield;
    core.publish(wanted, ticket);
    yield core.spinUntil(done, (last) => last === ticket);
  } };
}`,
  "the last core serves, with what of the registry it needs": `(machine, { update }) => {
  const server = machine.cores.at(-1), callers = machine.cores.filter((core) => core !== server);
  const rings = new Map(callers.map((core) => [core, new SyscallDevice(machine, core.chip)]));
  server.start(kernelCore(server, [...rings.values()]));
  return { server, call: (core) => rings.get(core).call(core, update) };
}`,
  "the kernel core acquires the registry's lock, which nobody else wants": `(machine, registry) => {
  const [server, ...others] = machine.cores, lock = mcs.place(machine, registry.lock);
  const rings = new Map(others.map((core) => [core, new SyscallDevice(machine, core.chip)]));
  server.start(kernelCore(server, [...rings.values()]));
  return { server, call: (core) => rings.get(core).call(core, function* (me) {
    yield* lock.acquire(me);
    yield* registry.update(me);
    yield* lock.release(me);
  }) };
}`,
  "rings put into a map one by one": `(machine, registry) => {
  const [server, ...others] = machine.cores, devices = new Map();
  for (const core of others) devices.set(core, new SyscallDevice(machine, core.chip));
  server.start(kernelCore(server, [...devices.values()]));
  return { server, *call(core) {
    yield* devices.get(core).call(core, function* (server) {
      yield* registry.update(server);
    });
  } };
}`,
};

/** Designs of the sharing: `answer["5d"]`, as expressions. */
export const designs: Readonly<Record<string, string>> = {
  "groups found by walking from partner to partner": `(() => {
  const seen = new Set(), groups = [];
  for (const core of everybody) {
    const group = [];
    for (let at = core; !seen.has(at); at = partnerOf(at)) group.push((seen.add(at), at));
    if (group.length > 0) groups.push(group);
  }
  return { scopes: { scratch: "private", passed: "group", listener: "global" }, groups };
})()`,
};
