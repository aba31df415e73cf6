/**
 * A Slurm of this machine alone, for a test: `munged`, `slurmctld` and `slurmd` with all their files in one
 * folder. What it needs of Debian: `slurm-wlm` and `munge`.
 */

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Why there can be no cluster here; undefined if there can. */
export function whyNoCluster(): string | undefined {
  if (Deno.build.os !== "linux") return "Slurm is for Linux";
  for (const program of ["munged", "slurmctld", "slurmd", "sbatch"]) {
    const { success } = new Deno.Command("sh", { args: ["-c", `PATH=$PATH:/usr/sbin command -v ${program}`] })
      .outputSync();
    if (!success) return `${program} is not installed`;
  }
  return Deno.uid() === 0 ? undefined : "its daemons have to be started by root";
}

/** A cluster that runs. */
export interface Cluster extends AsyncDisposable {
  /** What commands of Slurm need in their environment. */
  readonly env: Record<string, string>;
  /** Waits until no job is left, or throws after some time. */
  idle(): Promise<void>;
}

/** Starts a cluster; an array may have eight tasks. */
export async function startCluster(): Promise<Cluster> {
  const folder = await Deno.makeTempDir({ prefix: "slurm-" });
  const host = Deno.hostname().split(".")[0], cores = navigator.hardwareConcurrency;
  const [controller, daemon] = [freePort(), freePort()], socket = `${folder}/munge.socket`;
  for (const name of ["state", "spool"]) await Deno.mkdir(`${folder}/${name}`);
  await Deno.chmod(folder, 0o755); // munge asks for it
  await Deno.writeFile(`${folder}/munge.key`, crypto.getRandomValues(new Uint8Array(128)), { mode: 0o400 });
  await Deno.writeTextFile(
    `${folder}/slurm.conf`,
    `ClusterName=test
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${controller}
SlurmdPort=${daemon}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=${socket}
CredType=cred/munge
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
ReturnToService=2
MaxArraySize=9
SchedulerParameters=sched_interval=1,batch_sched_delay=0
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cores} State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
  );
  const env = { PATH: `${Deno.env.get("PATH")}:/usr/sbin`, SLURM_CONF: `${folder}/slurm.conf` };
  const daemons: Deno.ChildProcess[] = [];
  const begin = (program: string, ...args: string[]): void => {
    const log = `${folder}/${program}.out`, words = [program, ...args].join(" ");
    daemons.push(
      new Deno.Command("sh", { args: ["-c", `exec ${words} >${log} 2>&1`], env, stdin: "null" }).spawn(),
    );
  };
  const ask = async (program: string, ...args: string[]): Promise<string> =>
    text((await new Deno.Command(program, { args, env, stderr: "null" }).output()).stdout);
  const until = async (what: string, holds: () => Promise<boolean>, seconds: number): Promise<void> => {
    for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const logs = ["munged.out", "slurmctld.log", "slurmctld.out", "slurmd.log", "slurmd.out"].map((name) => {
      try {
        return `${name}: ${Deno.readTextFileSync(`${folder}/${name}`).slice(-800)}`;
      } catch {
        return `${name}: none`;
      }
    });
    throw new Error(`${what} after ${seconds} s; ${logs.join("\n")}`);
  };
  const end = async (): Promise<void> => {
    for (const daemon of daemons.toReversed()) {
      daemon.kill("SIGTERM");
      await daemon.status;
    }
    await Deno.remove(folder, { recursive: true });
  };
  try {
    begin(
      "munged",
      ...["--foreground", "--force", `--key-file=${folder}/munge.key`, `--socket=${socket}`],
      ...[
        `--pid-file=${folder}/munge.pid`,
        `--seed-file=${folder}/munge.seed`,
        `--log-file=${folder}/munge.log`,
      ],
    );
    await until("no munge", () => Deno.stat(socket).then(() => true, () => false), 10);
    begin("slurmctld", "-D", "-f", env.SLURM_CONF);
    begin("slurmd", "-D", "-f", env.SLURM_CONF, "-N", host!);
    await until("no idle node", async () => (await ask("sinfo", "-h", "-o", "%t")).trim() === "idle", 60);
  } catch (error) {
    await end();
    throw error;
  }
  return {
    env,
    idle: () => until("jobs are left", async () => (await ask("squeue", "-h")).trim() === "", 300),
    [Symbol.asyncDispose]: end,
  };
}

function freePort(): number {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  return listener.addr.port;
}
