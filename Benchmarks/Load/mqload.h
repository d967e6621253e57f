/* What the parts of mqload share. See mqload.c for the whole. */
#pragma once
#define _GNU_SOURCE
#include <openssl/ssl.h>
#include <stdint.h>
#include <string.h>

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define MS 1000000ll
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;

/* ------------------------------------------------------------- options */
typedef struct {
  const char *scen, *host, *label, *cert, *key, *prefix;
  int port, n, qos, size, window, burst, v, tls, conc, spin, srcs, clients, pubs, m;
  double seconds, warmup, hold, rate, timeout;
  int pids[16], npids, keepalive, perpkt, kept, split, tls12;
} options;
extern options O;

/* --------------------------------------------------------- connections */
enum { S_NEW, S_TCP, S_TLS, S_CONNACK, S_READY, S_CLOSED };
enum { M_PAIRS, M_FANOUT, M_FANIN, M_UNORD, M_RETAINED, M_OFFLINE, M_BYSTANDER };
#define ACKS 4096 /* every 16th packet identifier of a publisher is timed until it is settled */
typedef struct conn {
  int fd;
  u8 st, wantout, dirty, fillq, clean, tlsdone;
  u32 id;
  SSL *ssl;
  SSL_SESSION *ticket;
  u8 *rem;
  u32 remlen, remcap;
  u8 *out;
  u32 outlen, outoff, outcap;
  u8 *tpl; /* pre-built PUBLISH */
  u32 tpl_len, pid_off, pay_off;
  u32 seq, low, exp, inflight, rmax;
  u16 pid;
  u32 subacks;
  u64 t0, *sent_at;
  char cid[32];
} conn;
extern conn *C, *pubs, *subs; /* all; those who publish; those who subscribe */
extern u32 NC, npubs, nsubs, fan_mask, fan_low, *fan_ring, sess_expiry;
extern int mode, ep, stopping, measuring, sess_present;
extern u8 *bitring, *rbuf, last_disc_reason;
extern SSL_CTX *ctx;
extern struct sockaddr_in dst;
extern u64 n_ready, n_suback, n_subfail, n_refused, n_err, n_closed, n_recv, n_dup, n_gap,
    n_misroute, n_bad, n_acked, n_disc, n_sent, n_connects, n_retained, n_tlsfail, n_resumed;
extern u64 rd_calls, wr_calls, ep_calls;
extern void (*on_ready)(conn *), (*on_pubdone)(conn *), (*on_close)(conn *);
extern void (*fill_fn)(conn *, u32 room, u64 now);
#define RB (512 * 1024)

u8 *outp(conn *c, u32 need); /* room for need bytes */
void make_dirty(conn *c);
void setmask(conn *c, int wantout);
void conn_close(conn *c, int err);
void conn_start(conn *c);
void flush_one(conn *c);
void flush_all(void);
void turn(int64_t to); /* one turn of the loop; timeout in ns, < 0: do not wait */
void alloc_conns(u32 n);
void make_home(conn *c, u32 home);
double connect_range(conn *a, u32 n);
void wait_subacks(u64 want);
void idle_for(double s);
void on_readable(conn *c);

/* ------------------------------------------------------------- packets */
static inline void put16(u8 *p, u32 v) {
  p[0] = (u8)(v >> 8);
  p[1] = (u8)v;
}
static inline u32 get16(const u8 *p) { return (u32)p[0] << 8 | p[1]; }
void put_connect(conn *c, int clean, u32 expiry);
void put_disconnect(conn *c);
void put_subscribe(conn *c, char (*f)[64], int k, int qos);
void put_payload(u8 *p, u32 id, u32 seq, u64 ts);
u32 build_publish(u8 *b, const char *topic, int qos, int retain, u32 size, u32 *pid_off,
                  u32 *pay_off);
u16 next_pid(conn *c, u64 ts);
void set_topic(conn *c, const char *topic);
void pub_tpl(conn *c, u64 ts);
void pub_topic(conn *c, const char *topic, int qos, int retain, u32 id, u32 seq, u64 ts);
void want_fill(conn *c);
void fill_tpl(conn *c, u32 room, u64 now);
void fill_all(void);

/* ------------------------------------------------------------ measures */
typedef struct {
  double cpu, user, sys, self, busy, steal;
  u64 t;
} cpus;
#define HN 4096
typedef struct {
  u64 n, max, bin[HN];
} hist;
extern hist h_deliver, h_ack; /* from send to delivery, and to PUBACK or PUBCOMP */
extern char extra[512];
u64 now_ns(void);
void die(const char *f, ...) __attribute__((noreturn, format(printf, 1, 2)));
void h_add(hist *h, u64 v);
void cpu_now(cpus *c);
u64 rss_kb(void);
u64 pss_kb(void);
void js_head(void);
void js(const char *name, int decimals, double value);
void js_cpu(const cpus *a, const cpus *b, double per);
void js_hist(const char *name, const hist *h);
void js_lat(void);
void js_tail(void);

/* ----------------------------------------------------------- scenarios */
void run_flow(double setup_s);
void dflt_window(int w);
void sub1(conn *c, const char *f, int qos);
void s_pairs(void);
void s_fanout(void);
void s_fanin(void);
void s_paced(void);
void s_connect(void);
void s_reconnect(void);
void s_idle(void);
void s_subs(void);
void s_retained(void);
void s_offline(void);
void s_bystander(void);
