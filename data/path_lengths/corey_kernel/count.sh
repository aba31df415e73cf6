#!/bin/sh
# Counts the instructions of Corey's kernel: sh count.sh <folder with the source of Corey>
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cp -r "$1"/. "$work"
cd "$work"
ln -s kern/arch/amd64 machine
# An address that a process can have, and the virtual cards of the benchmark.
sed -i '/define PHYSBASE/s/0xffff800000000000/0x100000000000/' kern/arch/amd64/memlayout.h
sed -i '/define E1000_VNIC/s/0$/16/' kern/dev/e1000.c

compile() {
  gcc -O3 -fno-omit-frame-pointer -march=k8 -fno-strict-aliasing -fno-stack-protector -std=gnu99 \
    -fms-extensions -fcommon -fno-pie -fno-tree-vectorize -fno-tree-loop-distribute-patterns -fno-builtin -w \
    -DJOS_ARCH_amd64 -DJOS_ARCH_ENDIAN=1234 -DJOS_LITTLE_ENDIAN=1234 -DJOS_BIG_ENDIAN=4321 -I. -Ikern -c "$@"
}
for name in share sharemap map segment darray pagetree at atmap device nic sysmon kobj id syscall processor \
  pagealloc uaccess prof; do
  compile -DJOS_KERNEL kern/kern/$name.c
done
compile -DJOS_KERNEL kern/arch/amd64/pmap.c kern/dev/vnic.c lib/hashtable.c lib/amd64/longjmp.S \
  "$here/harness.c"
compile -DJOS_USER lib/jsysmon.c
gcc -static -no-pie -z noexecstack -Wl,--unresolved-symbols=ignore-all ./*.o -o harness
objdump -d --no-show-raw-insn harness |
  awk '$2 ~ /^i?div/ { print "0x" substr($1, 1, length($1) - 1) }' > divisions

# run <what> <times>: for each function its instructions, divisions and calls
run() {
  setarch -R valgrind -q --tool=callgrind --dump-instr=yes --compress-strings=no --compress-pos=no \
    --callgrind-out-file=out ./harness "$1" "$2"
  awk 'FILENAME == "divisions" { division[$1] = 1; next }
    /^fn=/ { sub(/^fn=/, ""); sub(/\x27[0-9]+$/, ""); name = $0 }
    /^cfn=/ { sub(/^cfn=/, ""); sub(/\x27[0-9]+$/, ""); called = $0 }
    /^calls=/ { split($1, part, "="); calls[called] += part[2]; getline; next }
    /^0x/ { own[name] += $3; all[name]; if ($1 in division) divisions[name] += $3 }
    END { for (name in own) print name, own[name], divisions[name] + 0, calls[name] + 0 }' divisions out
}

for what in share allocate range page again device_buf look send receive fault \
  unmap; do
  run $what 1000 > once
  run $what 2000 > twice
  echo "$what, each time: instructions, divisions, calls"
  awk 'FILENAME == "once" { own[$1] = $2; divisions[$1] = $3; calls[$1] = $4; next }
    $1 !~ /^(main|call|do_|ask|sent|segment$|.*strtol|atol)/ && $2 - own[$1] >= 500 {
      printf "  %-32s %8.1f %5.1f %5.1f\n", $1, ($2 - own[$1]) / 1000, ($3 - divisions[$1]) / 1000, \
        ($4 - calls[$1]) / 1000 }' once twice | sort -k2,2nr
done
