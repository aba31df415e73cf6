/*
 * Corey's lwIP as a process: ./harness <connections> <open at a time>. The service is that of
 * user/test/net.cc; its clients are in this process too and answer each packet as it is sent.
 */
#include <inc/assert.h>
#include <inc/error.h>
#include <inc/jnic.h>
#include <inc/lib.h>
#include <inc/syscall.h>
#include <inc/thread.h>
#include <lwip/sockets.h>
#include <lwipinc/lsocket.h>
#include <lwipinc/lwipinit.h>
#include <machine/mmu.h>
#include <string.h>

/* The C library's: its headers and Corey's do not go together. */
void *mmap(void *where, size_t bytes, int protection, int flags, int file, long offset);
int printf(const char *format, ...);
void exit(int code) __attribute__((noreturn));
long atol(const char *digits);

enum { own_ip = 0x0a000001, client_ip = 0x0a000002, port = 8000, response = 128, frame = 60 };
enum { ip_at = 14, tcp_at = 34, options_at = 54, fin = 1, syn = 2, ack = 16 };
enum { type_ip = 0x0800, type_arp = 0x0806 };
static const uint8_t own_mac[6] = { 2, 0, 0, 0, 0, 1 }, client_mac[6] = { 2, 0, 0, 0, 0, 2 };

static core_env_t env;
core_env_t *core_env = &env;
static struct jnic jnic;
static struct vnic_ring *ring;
static uint64_t queued[256];
static uint8_t first_queued, last_queued, next_slot;
static long connections, at_a_time, opened, closed, in, out;

/* The system calls that are made. */
struct sobj_ref processor_current(void) { return env.psref; }
struct sobj_ref processor_current_as(void) { return env.psref; }
proc_id_t processor_current_procid(void) { return env.pid; }
int sys_processor_set_interval(struct sobj_ref processor, uint64_t hz) { return 0; }
int cprintf(const char *format, ...) { return 0; }
const char *e2s(int error) { return "error"; }

void _panic(const char *file, int line, const char *format, ...) {
    printf("%s:%d: %s\n", file, line, format);
    exit(1);
}

int segment_alloc(uint64_t share, uint64_t bytes, struct sobj_ref *segment, void **va, uint32_t flags,
                  const char *name, proc_id_t pid) {
    static uint64_t id;
    int fixed = *va ? 0x10 : 0;
    *va = mmap(*va, bytes, 3, 0x22 | fixed, -1, 0);
    assert(*va != (void *) -1);
    if (segment)
        *segment = SOBJ(share, ++id);
    if (!strcmp(name, "jnic virt ring"))
        ring = *va;
    return 0;
}

int sys_device_conf(struct sobj_ref device, struct u_device_conf *conf) { return 0; }

int sys_device_stat(struct sobj_ref device, struct u_device_stat *stat) {
    memcpy(stat->nic.hwaddr, own_mac, 6);
    return 0;
}

/* What client_ functions take is left out of the count. */
static void client_put(uint8_t *to, uint64_t value, int bytes) {
    while (bytes--) {
        to[bytes] = value;
        value >>= 8;
    }
}

static uint32_t client_get(const uint8_t *from, int bytes) {
    uint32_t value = 0;
    while (bytes--)
        value = value << 8 | *from++;
    return value;
}

static uint16_t client_checksum(const uint8_t *from, int bytes, uint32_t sum) {
    for (int i = 0; i < bytes; i += 2)
        sum += client_get(from + i, 2);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum;
}

/* An empty frame in the next queued buffer; client_deliver gives the service that buffer. */
static uint8_t *client_frame(int type) {
    uint8_t *packet = (uint8_t *) (jnic.jn_virt.buf_base + queued[first_queued] + sizeof(struct netbuf_hdr));
    for (int i = 0; i < frame; i++)
        packet[i] = 0;
    for (int i = 0; i < 6; i++) {
        packet[i] = own_mac[i];
        packet[6 + i] = client_mac[i];
    }
    client_put(packet + 12, type, 2);
    return packet;
}

static void client_deliver(void) {
    uint64_t offset = queued[first_queued++];
    struct netbuf_hdr *buffer = jnic.jn_virt.buf_base + offset;
    buffer->actual_count = frame | NETHDR_COUNT_DONE;
    jos_atomic_set(&buffer->ref, 1);
    ring->slot[next_slot].sg_id = jnic.jn_virt.buf_seg.object;
    ring->slot[next_slot++].offset = offset | VNICRING_OFFSET_DONE;
}

static void client_send(uint16_t from, uint32_t sequence, uint32_t acknowledged, int flags) {
    uint8_t *packet = client_frame(type_ip), *ip = packet + ip_at, *tcp = packet + tcp_at;
    int tcp_bytes = flags & syn ? 24 : 20;
    client_put(ip, 0x4500, 2);
    client_put(ip + 2, 20 + tcp_bytes, 2);
    client_put(ip + 8, 0x4006, 2);
    client_put(ip + 12, client_ip, 4);
    client_put(ip + 16, own_ip, 4);
    client_put(ip + 10, client_checksum(ip, 20, 0), 2);
    client_put(tcp, from, 2);
    client_put(tcp + 2, port, 2);
    client_put(tcp + 4, sequence, 4);
    client_put(tcp + 8, acknowledged, 4);
    client_put(tcp + 12, tcp_bytes << 10 | flags, 2);
    client_put(tcp + 14, 0xffff, 2);
    if (flags & syn)
        client_put(packet + options_at, 2 << 24 | 4 << 16 | 1460, 4);
    /* Beside itself, TCP's checksum holds the addresses, the protocol and the length. */
    client_put(tcp + 16, client_checksum(ip + 12, 8 + tcp_bytes, 6 + tcp_bytes), 2);
    client_deliver();
    in++;
}

/* lwIP asks once for the clients' address. */
static void client_tell(void) {
    uint8_t *arp = client_frame(type_arp) + ip_at;
    client_put(arp, 0x000108000604, 6);
    client_put(arp + 6, 2, 2);
    memcpy(arp + 8, client_mac, 6);
    client_put(arp + 14, client_ip, 4);
    memcpy(arp + 18, own_mac, 6);
    client_put(arp + 24, own_ip, 4);
    client_deliver();
}

static void client_open(void) {
    if (opened < connections)
        client_send(1024 + opened++ % 60000, 1, 0, syn);
}

static void client_see(const uint8_t *packet) {
    const uint8_t *tcp = packet + tcp_at;
    int flags = tcp[13], bytes = client_get(packet + ip_at + 2, 2) - 20 - (tcp[12] >> 4) * 4;
    if (client_get(packet + 12, 2) == type_arp)
        return client_tell();
    out++;
    uint32_t next = client_get(tcp + 4, 4) + bytes + !!(flags & (syn | fin));
    if (bytes || flags & (syn | fin))
        client_send(client_get(tcp + 2, 2), client_get(tcp + 8, 4), next, ack | (flags & fin));
    else if (++closed < connections)
        client_open();
    else {
        printf("%ld connections, %ld packets in, %ld out\n", closed, in, out);
        exit(0);
    }
}

int sys_device_buf(struct sobj_ref device, struct sobj_ref segment, uint64_t offset, devio_type type) {
    struct netbuf_hdr *buffer = jnic.jn_virt.buf_base + offset;
    if (type == devio_in)
        queued[last_queued++] = offset;
    else {
        buffer->actual_count = NETHDR_COUNT_DONE;
        client_see((uint8_t *) (buffer + 1));
    }
    return 0;
}

static uint64_t ready;

static void called_back(uint32_t ip, void *x) {
    ready = 1;
    thread_wakeup(&ready);
}

static void start(uint64_t x) {
    lib_lwip_init(called_back, 0, &jnic, htonl(own_ip), htonl(0xffffff00), htonl(client_ip));
}

/* As the two timers' threads that DHCP would leave. */
static void wait(uint64_t x) { thread_wait(0, 0, ~0UL); }

static void serve(uint64_t s) {
    static char answer[response];
    assert(lwrite(s, answer, response) == response);
    lclose(s);
}

static void service(uint64_t x) {
    time_init(100);
    thread_create(0, "lwip-bootstrap-thread", start, 0);
    thread_wait(&ready, 0, ~0UL);
    thread_create(0, "dhcp f timer", wait, 0);
    thread_create(0, "dhcp c timer", wait, 0);
    int s = lsocket(PF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port) };
    assert(lbind(s, (struct sockaddr *) &address, sizeof(address)) == 0);
    assert(llisten(s, 20) == 0);
    for (long i = 0; i < at_a_time; i++)
        client_open();
    for (;;) {
        int t = laccept(s, 0, 0);
        assert(t >= 0);
        assert(thread_create(0, "net-conn", serve, t) == 0);
    }
}

int main(int arguments, char **argument) {
    connections = atol(argument[1]);
    at_a_time = atol(argument[2]);
    struct sobj_ref buffers;
    void *memory = 0;
    assert(jnic_virt_segment(0, 1, &memory, &buffers) == 0);
    jnic.jn_virt.buf_base = memory;
    assert(jnic_virt_setup(&jnic, SOBJ(0, 1), memory, buffers, 0) == 0);
    return thread_init(service, 0);
}
