#!/bin/sh
# Counts the instructions of Corey's word index: sh count.sh <folder with the source of Corey>
set -eu
corey=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work"

metis="mr-sched openhbb intermediate append keyset kvhandler btree btree_leaf_array btreekv btree_leaf_hash"
for file in $metis; do cp "$corey/pkg/metis/$file.c" .; done
cp "$corey"/pkg/metis/*.h "$corey/user/metis/wordrevidx.c" "$corey/lib/memcpy.c" .
cp "$corey/lib/amd64/strcmp.S" "$corey/lib/amd64/glibc27_asm.h" .
cp "$here/stubs.h" pmc.h
: > ummap.h
# Nothing but Corey sets cur_row.
sed -i 's/map_put(cur_row,/map_put(cur_lcpu,/' mr-sched.c
# The length of the text, that of its words and the cores are parameters here, and the program ends.
sed -i -e 's/size_t len = 0x40000000/size_t len = BYTES/' -e 's/wlen = 3;/wlen = LETTERS;/' \
  -e 's/unsigned int ncore = 1/unsigned int ncore = CORES/' -e 's/while (1);/return 0;/' wordrevidx.c

# count <kilobytes of text> <letters of a word> <cores>: what each function takes, into a file so named
count() {
  gcc -O3 -fno-strict-aliasing -fno-tree-vectorize -fno-tree-loop-distribute-patterns -D_GNU_SOURCE -w \
    -pthread -Dstrcmp=corey_strcmp -Dmemcpy=corey_memcpy \
    '-Dlibc_hidden_proto(name)=' '-Dlibc_hidden_def(name)=' \
    -DBYTES=$(($1 << 10)) -DLETTERS="$2" -DCORES="$3" -include pmc.h -I. -c ./*.c
  gcc -Dstrcmp=corey_strcmp -c strcmp.S
  gcc -pthread -z noexecstack ./*.o -o wri
  valgrind -q --tool=callgrind --fair-sched=yes --callgrind-out-file=out ./wri | grep -o '[0-9]* keys'
  callgrind_annotate --tree=calling --threshold=100 --show-percs=no out | tr -d , > "$1.$2.$3"
}

# own <function> <run>: its instructions
own() { awk -v name="$1" '$2 == "*" && $3 ~ ":" name "(\x27[0-9]+)?$" { sum += $1 } END { print sum }' "$2"; }
# called <function> <by> <run>: those of its calls by another, with all that it calls
called() {
  awk -v name="$1" -v by="$2" '$2 == "*" { by_it = $3 ~ ":" by "$" }
    $2 == ">" && by_it && $3 ~ ":" name "$" { sum += $1 } END { print sum }' "$3"
}
# each <what> <instructions> <by>
each() { awk -v name="$1" -v sum="$2" -v by="$3" 'BEGIN { printf "  %-28s %6.2f\n", name, sum / by }'; }

count 4096 3 1 && count 8192 3 1
words=$((4 << 18))
echo "A word of 3 letters:"
for name in wordcount_map default_hasher emit_intermediate map_put map_put_ ks_insert mystrcmp \
  corey_strcmp; do
  each $name $(($(own $name 8192.3.1) - $(own $name 4096.3.1))) $words
done
count 64 7 1 && count 128 7 1
echo "A word of 7 letters:"
for name in wordcount_map default_hasher; do
  each $name $(($(own $name 128.7.1) - $(own $name 64.7.1))) $((8 << 10))
done
count 4096 3 4 && count 8192 3 4
echo "A position of 8 bytes:"
each memcpy $(($(own corey_memcpy 8192.3.4) - $(own corey_memcpy 4096.3.4))) $words
count 2048 3 2 && count 2048 3 4
slots=$((2048 * 577)) keys=2197
for mappers in 2 4; do
  run=2048.3.$mappers
  reduce=$(own do_reduce_task_ $run)
  echo "$mappers mappers:"
  each "do_reduce_task_ a slot" $reduce $slots
  each "ks_getlen a slot" $(own ks_getlen $run) $slots
  # Each slot takes a whole number of instructions; the rest is its words'.
  each "do_reduce_task_ a word" $((reduce % slots)) $keys
  sort=$(($(called qsort do_reduce_task_ $run) - $(called keyvals_cmp "msort.*" $run)))
  each "qsort itself a word" $sort $keys
  each "ks_delete a word" $(own ks_delete $run) $keys
  each "kv_put_key_val a word" $(own kv_put_key_val $run) $keys
done
