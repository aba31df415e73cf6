#!/bin/sh
# Counts the instructions of Corey's lwIP: sh count.sh <folder with the source of Corey>
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cp -r "$1"/. "$here/harness.c" "$work"
cd "$work"
ln -s kern/arch/amd64 machine
# As the C library of Linux declares it.
sed -i 's/struct timezone \*tz/void *tz/' lib/time.c
# callgrind names what has a size.
cat >> lib/amd64/longjmp.S <<'END'
.type jos_setjmp, @function
.type jos_longjmp, @function
.size jos_setjmp, jos_longjmp - jos_setjmp
.size jos_longjmp, . - jos_longjmp
END

lwip=pkg/lwip
sources="harness.c lib/amd64/longjmp.S"
for name in api/api_lib api/api_msg api/err api/sockets api/tcpip api/netbuf core/init core/tcp_in core/tcp \
  core/tcp_out core/dhcp core/mem core/memp core/netif core/pbuf core/raw core/stats core/sys core/udp \
  core/ipv4/ip_addr core/ipv4/icmp core/ipv4/ip core/ipv4/ip_frag core/ipv4/inet_chksum netif/etharp \
  netif/loopif josmp/arch/sys_arch josmp/jif/jif josmp/api/lsocket josmp/api/lwipinit; do
  sources="$sources $lwip/$name.c"
done
for name in thread time jnic jnicvirt jsysmon; do sources="$sources lib/$name.c"; done
gcc -O3 -fno-omit-frame-pointer -march=k8 -fno-strict-aliasing -fno-stack-protector -std=gnu99 \
  -fms-extensions -fcommon -fno-pie -fno-tree-vectorize -fno-tree-loop-distribute-patterns -w \
  '-Dlibc_hidden_proto(name)=' '-Dlibc_hidden_def(name)=' \
  -DJOS_ARCH_amd64 -DJOS_USER -DJOS_ARCH_ENDIAN=1234 -DJOS_LITTLE_ENDIAN=1234 -DJOS_BIG_ENDIAN=4321 \
  -I. -Ikern -I$lwip/include -I$lwip/include/ipv4 -I$lwip/ext -I$lwip/josmp -c $sources
gcc -static -no-pie -z noexecstack -Wl,--unresolved-symbols=ignore-all ./*.o -o harness
objdump -d --no-show-raw-insn harness |
  awk '{ at = "0x" substr($1, 1, length($1) - 1) }
    $2 ~ /^i?div/ { print at, "div" }
    $2 == "lock" { print at, "lock" }' > special

# run <connections>: "own function instructions divisions locked" and "call by function instructions"
run() {
  setarch -R valgrind -q --tool=callgrind --dump-instr=yes --compress-strings=no --compress-pos=no \
    --callgrind-out-file=out ./harness "$1" 8
  awk 'FILENAME == "special" { special[$1] = $2; next }
    /^fn=/ { sub(/^fn=/, ""); sub(/\x27[0-9]+$/, ""); name = $0 }
    /^cfn=/ { sub(/^cfn=/, ""); sub(/\x27[0-9]+$/, ""); called = $0 }
    /^calls=/ { getline; calls[name " " called] += $3; next }
    /^0x/ { own[name] += $3; count[name, special[$1]] += $3 }
    END {
      for (name in own) print "own", name, own[name], count[name, "div"] + 0, count[name, "lock"] + 0
      for (pair in calls) print "call", pair, calls[pair]
    }' special out > "$1.run"
}
run 2000
run 4000

# What only one part calls is that part's; what several call is divided by what their calls of it take.
awk '
  function part_of(name) {
    if (name ~ /^(sys_device_buf|client_)/) return "client"
    if (name ~ /^(thread_wait|thread_yield|time_nsec|jos_setjmp|jos_longjmp|net_receive)$/) return "round"
    if (name == "jif_input") return "input"
    if (name ~ /^tcp_(output|enqueue)$/) return "output"
    if (name ~ /^(l|lwip_|netconn_)accept$|^(do_getaddr|thread_create|service)$/) return "accept"
    if (name ~ /^(l|lwip_|netconn_|do_)(write|send)$/) return "write"
    if (name ~ /^(l|lwip_|netconn_|do_)close|^(netconn_delete|do_delconn)$/) return "close"
    if (name ~ /^(thread_halt|sys_arch_timeouts|serve)$/) return "close"
    if (name ~ /^sys_(sem|mbox)_new$/) return ""
    if (name ~ /^(sys_(arch_)?(sem|mbox)_|thread_wakeup$|tcpip_(thread|apimsg)$|lwip_core_|thread_mutex_)/)
      return "messages"
  }
  { sign = FILENAME == "2000.run" ? -1 : 1 }
  $1 == "own" { for (k = 0; k < 3; k++) own[$2, k] += sign * $(3 + k) / 2000; names[$2] }
  $1 == "call" { calls[$2 " " $3] += sign * $4 / 2000 }
  END {
    split("round input output accept write close messages client", parts)
    for (name in names) if (part_of(name)) share[name, part_of(name)] = 1
    for (pair in calls) if (calls[pair] > 0) {
      split(pair, of)
      sum[of[2]] += calls[pair]
      # What guards the heap is the part that uses the heap.
      if (of[1] ~ /^mem_(malloc|free)$/ && part_of(of[2]) == "messages")
        moved[of[1] == "mem_free" ? "input" : "output"] += calls[pair]
    }
    for (turn = 0; turn < 30; turn++) {
      delete next_share
      for (pair in calls) if (calls[pair] > 0) {
        split(pair, of)
        if (!part_of(of[2]))
          for (p in parts) next_share[of[2], parts[p]] += share[of[1], parts[p]] * calls[pair] / sum[of[2]]
      }
      for (key in next_share) share[key] = next_share[key]
    }
    for (name in names) for (p in parts) for (k = 0; k < 3; k++)
      total[parts[p], k] += own[name, k] * share[name, parts[p]]
    print "A connection: instructions, divisions, locked"
    for (p = 1; p <= 8; p++) {
      printf "  %-9s", parts[p]
      for (k = 0; k < 3; k++) printf " %7.1f", total[parts[p], k]
      print ""
      if (parts[p] != "client") for (k = 0; k < 3; k++) all[k] += total[parts[p], k]
    }
    printf "  %-9s %7.1f %7.1f %7.1f, without the client\n", "together", all[0], all[1], all[2]
    for (part in moved) printf "  of the messages, for the heap, to %s: %.1f\n", part, moved[part]
    printf "  of the messages, to each of three calls: %.1f\n", \
      (total["messages", 0] - moved["input"] - moved["output"]) / 3
  }' 2000.run 4000.run
