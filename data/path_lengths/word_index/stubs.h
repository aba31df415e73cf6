/* What Metis wants of Corey and of its own headers for performance counters and memory, on Linux. */
#pragma once
#include <sched.h>
#include <stdint.h>

#define JTLS __thread
#define JSHARED_ATTR
/* So that four threads run on any machine. */
#define sched_setaffinity(pid, size, set) 0

#define pmc_init(core)
static inline uint64_t none(void) { return 0; }
#define pmc_refills_nb none
#define pmc_ret_ins none
#define pmc_dram none
#define pmc_l1_miss none
#define pmc_l2_miss none
#define pmc_l3_miss none

typedef int memusage_t;
#define ummap_init_usage(usage)
#define ummap_print_usage(usage)
#define ummap_prefault(bytes) 0
