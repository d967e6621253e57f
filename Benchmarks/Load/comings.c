/* Scenarios about connections: connect, reconnect, idle. See mqload.c for the whole. */
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static u32 cid_ctr;
static u64 n_done;
static conn **restartv;
static u32 nrestart;
static void connect_ready(conn *c) {
  if (measuring) h_add(&h_deliver, now_ns() - c->t0);
  n_done++;
  if (c->ssl && SSL_session_reused(c->ssl)) n_resumed++;
  put_disconnect(c);
  flush_one(c);
  if (c->st != S_CLOSED) {
    c->st = S_CONNACK; /* so that n_closed does not count our own close */
    conn_close(c, 0);
  }
}
static void connect_closed(conn *c) { restartv[nrestart++] = c; }
/* Connects and leaves again, on and on; `rename` gives each connection a new client identifier. */
static void come_and_go(int rename) {
  cpus a = {0}, b;
  u64 warm = now_ns() + (u64)(O.warmup * 1e9), end = warm + (u64)(O.seconds * 1e9);
  u64 now, d0 = 0, r0 = 0;
  while ((now = now_ns()) < end) {
    if (!measuring && now >= warm) {
      cpu_now(&a);
      d0 = n_done, r0 = n_resumed;
      measuring = 1;
    }
    conn *tmp[4096]; /* as many as --conc may be: a connection that fails at once is put back */
    u32 n = nrestart;
    for (u32 i = 0; i < n; i++) tmp[i] = restartv[--nrestart];
    for (u32 i = 0; i < n; i++) {
      if (rename)
        snprintf(tmp[i]->cid, sizeof tmp[i]->cid, "k%x_%u", (unsigned)getpid(), ++cid_ctr);
      conn_start(tmp[i]);
    }
    turn(10 * MS);
    if (n_err > 2000) die("too many errors: %lu, done %lu", n_err, n_done);
  }
  cpu_now(&b);
  double dt = (double)(b.t - a.t) / 1e9, got = (double)(n_done - d0);
  js_head();
  js("conc", 0, O.conc);
  js("client_cert", 0, O.cert != 0);
  js("seconds", 2, dt);
  js("connections", 0, (double)n_done);
  js("rate", 0, got / dt);
  js("resumed", 3, got > 0 ? (double)(n_resumed - r0) / got : 0);
  js_lat();
  js_cpu(&a, &b, 0);
  if (O.npids && got > 0) {
    js("cpu_us_per_connection", 1, (b.cpu - a.cpu) * 1e6 / got);
    js("connections_per_cpu_s", 0, b.cpu > a.cpu ? got / (b.cpu - a.cpu) : 0);
  }
  js_tail();
}
static void start_all(void) {
  if (!O.srcs) O.srcs = 64;
  alloc_conns((u32)O.conc);
  restartv = malloc(sizeof *restartv * (NC + 1));
  on_ready = connect_ready;
  on_close = connect_closed;
  for (u32 i = 0; i < NC; i++) connect_closed(&C[i]);
}
void s_connect(void) {
  start_all();
  come_and_go(1);
}

/* The last ticket of a connection is what its next handshake resumes from. */
static int keep_ticket(SSL *ssl, SSL_SESSION *ticket) {
  conn *c = SSL_get_app_data(ssl);
  if (c->ticket) SSL_SESSION_free(c->ticket);
  c->ticket = ticket;
  return 1; /* it is ours now */
}
void s_reconnect(void) {
  if (!O.tls) die("reconnect needs --tls");
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(ctx, keep_ticket);
  start_all();
  come_and_go(0);
}

void s_idle(void) {
  alloc_conns((u32)O.n);
  u64 r0 = rss_kb(), p0 = pss_kb();
  cpus a, b, s, e;
  cpu_now(&s);
  double setup = connect_range(C, NC);
  cpu_now(&e);
  idle_for(1);
  cpu_now(&a);
  idle_for(O.hold);
  cpu_now(&b);
  u64 r1 = rss_kb(), p1 = pss_kb();
  js_head();
  js("setup_s", 2, setup);
  js("connect_rate", 0, O.n / setup);
  js("alive", 0, (double)(n_ready - n_closed));
  js("rss_before_kb", 0, (double)r0);
  js("rss_after_kb", 0, (double)r1);
  js("rss_bytes_per_conn", 0, ((double)r1 - (double)r0) * 1024 / O.n);
  js("pss_bytes_per_conn", 0, ((double)p1 - (double)p0) * 1024 / O.n);
  if (O.npids) js("setup_cpu_us_per_conn", 1, (e.cpu - s.cpu) * 1e6 / O.n);
  js_cpu(&a, &b, 0);
  js_tail();
}
