/*
 * Corey's kernel as a process: ./harness <what> <times> makes a Processor and what it needs, then does one
 * thing that many times. The card's driver is included, since its card is known in its file only.
 */
#include <dev/e1000.c>
#include <inc/jsysmon.h>
#include <kern/at.h>
#include <kern/kobj.h>
#include <kern/lockmacro.h>
#include <kern/pageinfo.h>
#include <kern/sysmon.h>
#include <kern/syscall.h>

/* The C library's: its headers and Corey's do not go together. */
void *mmap(void *where, size_t bytes, int protection, int flags, int file, long offset);
void *calloc(size_t n, size_t bytes);
int printf(const char *format, ...);
void exit(int code) __attribute__((noreturn));
long atol(const char *digits);

/*
 * What the counted functions call of files that cannot run in a process: one core, one node of memory. What
 * nothing here calls is left out; the linker lets it be.
 */
uint32_t ncpu = 1;
struct cpu cpus[JOS_NCPU];
uint8_t nmemnode = 1;
page_info_t *page_infos;
struct Pagemap bootpml4[JOS_NCPU];

uint32_t arch_cpu(void) { return 0; }
uint8_t arch_node_by_addr(uintptr_t p) { return 0; }
uint8_t arch_node_by_cpu(proc_id_t p) { return 0; }
uint64_t karch_get_tsc(void) { return 0; }
int processor_arch_vector(struct Processor *ps, const struct u_context *uc) { return 0; }
void irq_register(uint32_t irq, struct interrupt_handler *ih) {}
void page_zero(void *page) { memset(page, 0, PGSIZE); }
int cprintf(const char *format, ...) { return 0; }

void _panic(const char *file, int line, const char *format, ...) {
    printf("%s:%d: %s\n", file, line, format);
    exit(1);
}

enum { memory_pages = 65536, nic_id = 1, sysmon_id = E1000_VNIC + 1, buffer_page = 512 };
static struct Processor *ps;
static struct Share *own, *other;
static struct e1000_card *card;

/* A system call, and what processor_run does on the way out of it. */
static int64_t call(uint64_t n, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f) {
    int64_t r = kern_syscall(ps, n, a, b, c, d, e, f, 0);
    assert(r >= 0);
    share_action_scan();
    kobject_gc_scan();
    return r;
}

static void boot(void) {
    char *memory = mmap((void *) PHYSBASE, (uint64_t) memory_pages << PGSHIFT, 3, 0x32, -1, 0);
    assert(memory == (char *) PHYSBASE);
    global_npages = memory_pages;
    page_infos = calloc(memory_pages, sizeof(page_info_t));
    page_alloc_init();
    /* The first 32 pages are the card's registers. */
    for (int i = 32; i < memory_pages; i++)
        page_free(memory + ((uint64_t) i << PGSHIFT));
}

static void make_processor(void) {
    struct Address_tree *at;
    assert(processor_alloc(&ps, 0) == 0 && at_alloc(&at, 0, 0) == 0);
    assert(share_alloc(&own, ~0, 0) == 0 && share_alloc(&other, ~0, 0) == 0);
    assert(processor_add_share(ps, own) == 0 && processor_add_share(ps, other) == 0);
    assert(share_import_obj(own, (struct kobject *) at) == 0);
    assert(share_import_obj(own, (struct kobject *) ps) == 0);
    struct u_context context = { .uc_at = SOBJ(own->sh_ko.ko_id, at->at_ko.ko_id) };
    assert(locked_call(processor_vector, ps, &context) == 0);
    kobject_gc_scan();
}

static uint64_t segment(uint64_t pages) {
    return call(SYS_segment_alloc, own->sh_ko.ko_id, pages * PGSIZE, (uintptr_t) "segment", 0, 0, 0);
}

static struct Segment *segment_of(uint64_t id) {
    struct kobject *object;
    assert(share_co_obj(own, id, &object, kobj_segment) == 0);
    share_action_scan();
    return &object->sg;
}

static void *page_of(struct Segment *sg, uint64_t n) {
    void *page;
    assert(segment_get_page(sg, n, &page, page_shared_cow) == 0);
    return page;
}

static void nothing(void *card) {}

/* As e1000_attach, without a PCI bus and without a reset. */
static void attach(void) {
    assert(page_alloc((void **) &card, 0) == 0);
    memset(card, 0, sizeof(*card));
    card->txds = e1000_tx_descs_static;
    card->rxds = e1000_rx_descs_static;
    card->tx = e1000_buffer_slot_tx[0];
    card->rx = e1000_buffer_slot_rx[0];
    card->rx_head = card->tx_head = -1;
    card->nic.nc_arg = card;
    card->nic.nc_add_txbuf = e1000_add_txbuf;
    card->nic.nc_add_rxbuf = e1000_add_rxbuf;
    card->nic.nc_reset = nothing;
    card->nic.nc_poll = e1000_poll;
    for (int i = 0; i < E1000_VNIC; i++)
        card->filter[i][4] = i;
    assert(vnic_attach(&card->nic, 0, &card->ih, E1000_VNIC, e1000_mac_index, e1000_index_mac) == 1);
}

static uint64_t share_id(void) { return own->sh_ko.ko_id; }

static uint64_t device(uint64_t id) { return call(SYS_device_alloc, share_id(), id, 0, 0, 0, 0); }

static void configure(uint64_t device, struct u_device_conf *conf) {
    call(SYS_device_conf, share_id(), device, (uintptr_t) conf, 0, 0, 0);
}

static struct Device *device_of(uint64_t id) {
    struct kobject *object;
    assert(share_co_obj(own, id, &object, kobj_device) == 0);
    share_action_scan();
    return &object->dv;
}

static struct jsm jsm;
static struct vnic_ring *received;
static struct netbuf_hdr *in;
static struct Device *nic_device, *monitor_device;
static struct Segment *fresh;
static struct Pagemap *map;
static uint64_t nic, shared, buffers;
static struct u_address_mapping mapping = { address_mapping_segment, .flags = SEGMAP_READ, .num_pages = 1 };

static void set_up(void) {
    nic = device(nic_id);
    uint64_t monitor = device(sysmon_id), ring = segment(1), slots = segment(1);
    shared = segment(1);
    buffers = segment(buffer_page + 2);
    fresh = segment_of(segment(1 << 15));
    assert(page_map_alloc(&map, 1, 0) == 0);
    nic_device = device_of(nic);
    monitor_device = device_of(monitor);
    received = page_of(segment_of(ring), 0);
    jsm.shared_slots = page_of(segment_of(slots), 0);
    memset(jsm.shared_slots, 0, PGSIZE);
    in = page_of(segment_of(buffers), buffer_page + 1);
    in->size = 1522;
    memset(in + 1, 0, 60);
    ((struct netbuf_hdr *) page_of(segment_of(buffers), buffer_page))->size = 60;
    mapping.object = SOBJ(share_id(), shared);
    mapping.va = (void *) UADDRMAPENTS;

    struct u_device_conf to_ring = { device_conf_vnic_ring, .vnic_ring.seg = SOBJ(share_id(), ring) };
    configure(nic, &to_ring);
    struct u_device_conf to_slots = { device_conf_sysmon, .sysmon.seg = SOBJ(share_id(), slots) };
    to_slots.sysmon.num_slots = SM_NUM_SLOTS;
    configure(monitor, &to_slots);
    struct u_device_conf to_nic = { device_conf_sysmon_nic, .sysmon_nic.nic = SOBJ(share_id(), nic) };
    to_nic.sysmon_nic.seg = SOBJ(share_id(), buffers);
    configure(monitor, &to_nic);
}

/* As user/test/share.c. */
static void do_share(long i) {
    call(SYS_share_addref, other->sh_ko.ko_id, share_id(), shared, 0, 0, 0);
    call(SYS_share_unref, other->sh_ko.ko_id, shared, 0, 0, 0, 0);
}

static void do_allocate(long i) { segment(0); }

static void do_range(long i) {
    call(SYS_at_set_slot, share_id(), ps->ps_atref.object, (uintptr_t) &mapping, 0, 0, 0);
}

/* A page that is not there yet, and one that is. Where in a segment a page stands makes a difference. */
static void do_page(long i) {
    void *page;
    assert(segment_get_page(fresh, i, &page, page_shared_cow) == 0);
}
static void do_again(long i) { do_page(4); }

/* Of pages that are there, all but the first time. */
static void do_fault(long i) {
    char *va = mapping.va;
    if (i == 0) {
        mapping.object.object = fresh->sg_ko.ko_id;
        mapping.num_pages = 1 << 15;
        mapping.flags |= SEGMAP_WRITE;
        do_range(0);
    }
    assert(processor_pagefault(ps, va + (4 + i % 64) * PGSIZE, SEGMAP_WRITE) == 0);
    share_action_scan();
}

/* 64 pages, as an address range of its own holds them. */
static void do_unmap(long i) {
    char *va = (char *) UHEAP;
    for (int page = 0; page < 64; page++)
        assert(as_arch_putpage(map, va + page * PGSIZE, in, SEGMAP_WRITE, 0) == 0);
    page_map_invalidate(map, va, va + 63 * PGSIZE);
}

/* The card is done with what was sent. */
static void sent(void) { card->txds->txd[card->tx_head].wtx_fields.wtxu_status |= WTX_ST_DD; }

static void do_device_buf(long i) {
    call(SYS_device_buf, share_id(), nic, share_id(), buffers, buffer_page * PGSIZE, devio_out);
    sent();
    e1000_intr_tx(card);
}

static void do_look(long i) {
    device_poll(monitor_device);
    device_poll(nic_device);
}

static void ask(int page, devio_type type) {
    struct jsm_slot *slot;
    jsm_next_slot(&jsm, &slot);
    jsm_call_device_buf(slot, SOBJ(share_id(), nic), SOBJ(share_id(), buffers), page * PGSIZE, type);
    device_poll(monitor_device);
}

static void do_send(long i) {
    ask(buffer_page, devio_out);
    sent();
    device_poll(nic_device);
}

static void do_receive(long i) {
    ask(buffer_page + 1, devio_in);
    card->rxds->rxd[card->rx_head].wrx_status |= WRX_ST_DD;
    card->rxds->rxd[card->rx_head].wrx_len = 60;
    received->slot[i % array_size(received->slot)].offset = 0;
    jos_atomic_set(&in->ref, 0);
    device_poll(nic_device);
}

int main(int arguments, char **argument) {
    static const struct { const char *name; void (*run)(long); } things[] = {
        { "share", do_share }, { "allocate", do_allocate }, { "range", do_range }, { "page", do_page },
        { "again", do_again }, { "device_buf", do_device_buf }, { "look", do_look }, { "send", do_send },
        { "receive", do_receive }, { "fault", do_fault }, { "unmap", do_unmap },
    };
    boot();
    make_processor();
    attach();
    sysmon_init();
    set_up();
    for (uint32_t t = 0; t < array_size(things); t++)
        if (!strcmp(things[t].name, argument[1]))
            for (long i = 0; i < atol(argument[2]); i++)
                things[t].run(i);
    exit(0);
}
