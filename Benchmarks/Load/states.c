/* Scenarios about what a broker holds: subs, retained, offline. See mqload.c for the whole. */
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>

/* Filter i and a topic that matches filter i and no other. */
static void sub_filter(u32 i, char *f) {
  u32 a = i / 1000, b = (i / 10) % 100;
  switch (i & 3) {
  case 0:
  case 1:
    snprintf(f, 64, "%s/a%u/b%u/s%u/v", O.prefix, a, b, i);
    break;
  case 2:
    snprintf(f, 64, "%s/a%u/+/p%u/v", O.prefix, a, i);
    break;
  default:
    snprintf(f, 64, "%s/a%u/b%u/h%u/#", O.prefix, a, b, i);
  }
}
static void sub_topic(u32 i, char *f) {
  u32 a = i / 1000, b = (i / 10) % 100;
  switch (i & 3) {
  case 0:
  case 1:
    snprintf(f, 64, "%s/a%u/b%u/s%u/v", O.prefix, a, b, i);
    break;
  case 2:
    snprintf(f, 64, "%s/a%u/b%u/p%u/v", O.prefix, a, b, i);
    break;
  default:
    snprintf(f, 64, "%s/a%u/b%u/h%u/x/y", O.prefix, a, b, i);
  }
}
static u8 *tpool;
static u32 *toff, *tlen, *tpid, *tpay, tpos, tcount;
static void fill_pool(conn *c, u32 room, u64 now) {
  while (room--) {
    u32 k = tpos;
    if (++tpos == tcount) tpos = 0;
    u8 *p = outp(c, tlen[k]);
    memcpy(p, tpool + toff[k], tlen[k]);
    if (O.qos) put16(p + tpid[k], next_pid(c, now));
    put_payload(p + tpay[k], c->id, c->seq++, now);
    n_sent++;
    c->outlen += tlen[k];
  }
}
void s_subs(void) {
  mode = M_UNORD;
  dflt_window(1000);
  if (!O.pubs) O.pubs = 1;
  alloc_conns((u32)(O.pubs + O.clients));
  pubs = C, npubs = (u32)O.pubs, subs = C + O.pubs, nsubs = (u32)O.clients;
  double setup = connect_range(C, NC);
  idle_for(0.3);
  u64 r0 = rss_kb();
  cpus a, b;
  cpu_now(&a);
  char(*f)[64] = malloc(64 * (u32)O.perpkt);
  u32 i = 0;
  u64 end = now_ns() + (u64)(O.timeout * 1e9), asked = 0;
  conn *c = subs;
  while (i < (u32)O.m) {
    int k = 0;
    c = &subs[(i / (u32)O.perpkt) % nsubs];
    for (; k < O.perpkt && i < (u32)O.m; k++) sub_filter(i++, f[k]);
    put_subscribe(c, f, k, O.qos);
    asked += (u64)k;
    while (asked - n_suback > (u64)(O.perpkt * 50)) {
      turn(5 * MS);
      if (now_ns() > end) die("subscribe timeout: %lu of %d", (unsigned long)n_suback, O.m);
      if (n_closed) die("connection lost while subscribing, reason %u", last_disc_reason);
    }
  }
  wait_subacks((u64)O.m);
  cpu_now(&b);
  double sdt = (double)(b.t - a.t) / 1e9, scpu = b.cpu - a.cpu;
  idle_for(0.5);
  u64 r1 = rss_kb();
  /* pre-built PUBLISH packets in a shuffled order, at most 100000 of them */
  tcount = (u32)O.m < 100000 ? (u32)O.m : 100000;
  tpool = malloc((size_t)tcount * ((u32)O.size + 96));
  toff = malloc(4 * tcount), tlen = malloc(4 * tcount);
  tpid = malloc(4 * tcount), tpay = malloc(4 * tcount);
  u32 *perm = malloc(4 * (u32)O.m), o = 0;
  for (u32 j = 0; j < (u32)O.m; j++) perm[j] = j;
  u64 rng = 88172645463325252ull;
  for (u32 j = (u32)O.m - 1; j > 0; j--) {
    rng ^= rng << 13, rng ^= rng >> 7, rng ^= rng << 17;
    u32 k = (u32)(rng % (j + 1)), x = perm[j];
    perm[j] = perm[k], perm[k] = x;
  }
  char t[64];
  for (u32 j = 0; j < tcount; j++) {
    sub_topic(perm[j], t);
    toff[j] = o;
    tlen[j] = build_publish(tpool + o, t, O.qos, 0, (u32)O.size, &tpid[j], &tpay[j]);
    o += tlen[j];
  }
  fill_fn = fill_pool;
  snprintf(extra, sizeof extra,
           ",\"subs\":%d,\"clients\":%d,\"subscribe_s\":%.3f,\"subscribe_per_s\":%.0f"
           ",\"subscribe_cpu_us\":%.2f,\"bytes_per_sub\":%.0f",
           O.m, O.clients, sdt, O.m / sdt, scpu * 1e6 / O.m, (double)(r1 - r0) * 1024 / O.m);
  run_flow(setup);
}

static u32 ret_next, ret_total;
static void fill_retained(conn *c, u32 room, u64 now) {
  char t[64];
  while (room-- && ret_next < ret_total) {
    snprintf(t, sizeof t, "%s/r%u/d%u", O.prefix, ret_next / 1000, ret_next);
    pub_topic(c, t, 1, 1, ret_next, ret_next, now);
    c->seq++;
    ret_next++;
  }
}
static void done_low(conn *c) { c->low++; }
void s_retained(void) {
  mode = M_RETAINED;
  dflt_window(500);
  alloc_conns(2);
  pubs = C, npubs = 1, subs = C + 1, nsubs = 1;
  ret_total = (u32)O.m;
  bitring = calloc((u32)O.m / 8 + 1, 1);
  connect_range(C, 1);
  idle_for(0.3);
  u64 r0 = rss_kb();
  cpus a, b, d, e;
  fill_fn = fill_retained;
  on_pubdone = done_low;
  cpu_now(&a);
  u64 end = now_ns() + (u64)(O.timeout * 1e9);
  want_fill(&pubs[0]);
  while (n_acked < ret_total) {
    turn(10 * MS);
    if (now_ns() > end) die("retained publish timeout: %lu of %u", n_acked, ret_total);
    if (n_closed) die("publisher disconnected");
  }
  cpu_now(&b);
  idle_for(0.5);
  u64 r1 = rss_kb();
  connect_range(C + 1, 1);
  cpu_now(&d);
  sub1(&subs[0], "#", O.qos);
  end = now_ns() + (u64)(O.timeout * 1e9);
  u64 last = 0, lt = now_ns();
  cpu_now(&e);
  while (n_recv - n_dup < ret_total) {
    turn(10 * MS);
    u64 n = now_ns();
    if (n_recv != last)
      last = n_recv, lt = n;
    else if (n - lt > 5000000000ull)
      break;
    if (n > end || n_closed) break;
  }
  cpu_now(&e);
  turn(MS);
  double pdt = (double)(b.t - a.t) / 1e9, ddt = (double)(e.t - d.t) / 1e9;
  js_head();
  js("m", 0, O.m);
  js("publish_s", 3, pdt);
  js("publish_per_s", 0, O.m / pdt);
  js("publish_cpu_us", 2, (b.cpu - a.cpu) * 1e6 / O.m);
  js("bytes_per_retained", 0, ((double)r1 - (double)r0) * 1024 / O.m);
  js("deliver_s", 3, ddt);
  js("rate", 0, (double)n_recv / ddt);
  js("lost", 0, (double)ret_total - (double)(n_recv - n_dup));
  js("retain_flagged", 0, (double)n_retained);
  js_cpu(&d, &e, (double)n_recv);
  js_tail();
}

static u64 off_next, off_total;
static void fill_offline(conn *c, u32 room, u64 now) {
  char t[64];
  while (room-- && off_next < off_total) {
    u32 s = (u32)(off_next % nsubs), j = (u32)(off_next / nsubs);
    snprintf(t, sizeof t, "%s/o/%u", O.prefix, s);
    pub_topic(c, t, 1, 0, subs[s].id, j, now);
    c->seq++;
    off_next++;
  }
}
void s_offline(void) {
  mode = M_OFFLINE;
  dflt_window(200);
  sess_expiry = 3600;
  alloc_conns(1 + (u32)O.n);
  pubs = C, npubs = 1, subs = C + 1, nsubs = (u32)O.n; /* one publisher keeps each topic in order */
  for (u32 i = 0; i < nsubs; i++) subs[i].clean = 0;
  connect_range(subs, nsubs);
  char t[64];
  for (u32 i = 0; i < nsubs; i++) {
    snprintf(t, sizeof t, "%s/o/%u", O.prefix, i);
    sub1(&subs[i], t, 1);
    if (i % 64 == 63) turn(MS);
  }
  wait_subacks(nsubs);
  for (u32 i = 0; i < nsubs; i++) put_disconnect(&subs[i]);
  stopping = 1;
  flush_all();
  for (u32 i = 0; i < nsubs; i++)
    if (subs[i].st == S_READY) {
      subs[i].st = S_CONNACK;
      conn_close(&subs[i], 0);
    }
  idle_for(1);
  stopping = 0;
  n_err = n_closed = 0;
  connect_range(pubs, 1);
  off_total = (u64)nsubs * (u32)O.m;
  u64 r0 = rss_kb();
  fill_fn = fill_offline;
  on_pubdone = done_low;
  cpus a, b, d, e;
  cpu_now(&a);
  u64 end = now_ns() + (u64)(O.timeout * 1e9);
  want_fill(&pubs[0]);
  while (n_acked < off_total) {
    turn(10 * MS);
    if (now_ns() > end) die("offline publish timeout: %lu of %lu", n_acked, off_total);
    if (n_closed) die("publisher disconnected");
  }
  cpu_now(&b);
  idle_for(0.5);
  u64 r1 = rss_kb();
  sess_present = 0;
  cpu_now(&d);
  connect_range(subs, nsubs);
  u64 last = n_recv, lt = now_ns();
  end = lt + (u64)(O.timeout * 1e9);
  while (n_recv - n_dup < off_total) {
    turn(10 * MS);
    u64 n = now_ns();
    if (n_recv != last)
      last = n_recv, lt = n;
    else if (n - lt > 4000000000ull)
      break;
    if (n > end) break;
  }
  cpu_now(&e);
  turn(MS);
  double pdt = (double)(b.t - a.t) / 1e9, ddt = (double)(e.t - d.t) / 1e9;
  js_head();
  double total = (double)off_total;
  js("m", 0, O.m);
  js("total", 0, total);
  js("publish_s", 3, pdt);
  js("publish_per_s", 0, total / pdt);
  js("publish_cpu_us", 2, (b.cpu - a.cpu) * 1e6 / total);
  js("bytes_per_queued", 0, ((double)r1 - (double)r0) * 1024 / total);
  js("drain_s", 3, ddt);
  js("rate", 0, (double)n_recv / ddt);
  js("drain_cpu_us", 2, (e.cpu - d.cpu) * 1e6 / total);
  js("lost", 0, total - (double)(n_recv - n_dup - n_misroute));
  js("gaps", 0, (double)n_gap);
  js("sessions_present", 0, sess_present);
  js_cpu(&d, &e, (double)n_recv);
  js_tail();
}
