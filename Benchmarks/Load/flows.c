/* Scenarios in which messages flow: pairs, fanout, fanin, paced. See mqload.c for the whole. */
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>

static u64 expected_total(void) { return n_sent * (mode == M_FANOUT ? nsubs : 1); }
static void drain(void) {
  stopping = 1;
  u64 last = n_recv, t = now_ns();
  while (n_recv - n_dup < expected_total() || (O.qos && n_acked < n_sent)) {
    turn(20 * MS);
    u64 n = now_ns();
    if (n_recv != last)
      last = n_recv, t = n;
    else if (n - t > 3000000000ull)
      break;
  }
  turn(MS); /* let the last acknowledgements out */
  turn(MS);
}
void run_flow(double setup_s) {
  cpus a, b;
  u64 t0 = now_ns(), warm = t0 + (u64)(O.warmup * 1e9), end = warm + (u64)(O.seconds * 1e9), t;
  u64 r0 = 0, s0 = 0;
  u64 calls0 = 0, calls1 = 0, eps0 = 0;
  for (u32 i = 0; i < npubs; i++) want_fill(&pubs[i]);
  while ((t = now_ns()) < warm) turn(10 * MS);
  cpu_now(&a);
  r0 = n_recv, s0 = n_sent, calls0 = rd_calls, calls1 = wr_calls, eps0 = ep_calls;
  measuring = 1;
  while ((t = now_ns()) < end && !n_closed) turn(10 * MS);
  cpu_now(&b);
  measuring = 0;
  u64 r1 = n_recv, s1 = n_sent;
  double dt = (double)(b.t - a.t) / 1e9, got = (double)(r1 - r0);
  calls0 = rd_calls - calls0, calls1 = wr_calls - calls1, eps0 = ep_calls - eps0;
  drain();
  u64 uniq = n_recv - n_dup - n_misroute, ex = expected_total();
  js_head();
  js("seconds", 2, dt);
  js("setup_s", 2, setup_s);
  js("sent_per_s", 0, (double)(s1 - s0) / dt);
  js("rate", 0, got / dt);
  js("sent", 0, (double)n_sent);
  js("recv", 0, (double)n_recv);
  js("expected", 0, (double)ex);
  js("lost", 0, (double)ex - (double)uniq);
  js("gaps", 0, (double)n_gap);
  js_lat();
  js("gen_msgs_per_read", 2, calls0 ? got / (double)calls0 : 0);
  js("gen_reads_per_s", 0, (double)calls0 / dt);
  js("gen_writes_per_s", 0, (double)calls1 / dt);
  js("gen_polls_per_s", 0, (double)eps0 / dt);
  js_cpu(&a, &b, got);
  js_tail();
}
void sub1(conn *c, const char *f, int qos) {
  char b[1][64];
  snprintf(b[0], sizeof b[0], "%s", f);
  put_subscribe(c, b, 1, qos);
}
void dflt_window(int w) {
  if (!O.window) O.window = w;
  if (!O.burst) O.burst = O.window / 4 > 0 ? O.window / 4 : 1;
  if (O.burst > O.window) O.burst = O.window;
}
/* With --kept the subscribers' sessions outlive their connections. */
static double connect_all(void) {
  if (O.kept) sess_expiry = 3600;
  for (u32 i = 0; O.kept && i < nsubs; i++) subs[i].clean = 0;
  return connect_range(C, NC);
}
static double setup_pairs(void) {
  alloc_conns(2 * (u32)O.n);
  pubs = C, npubs = (u32)O.n, subs = C + O.n, nsubs = (u32)O.n;
  /* a publisher lives on one shard and its subscriber on the next */
  for (u32 i = 0; i < nsubs; i++) make_home(&pubs[i], i), make_home(&subs[i], i + 1);
  double s = connect_all();
  char t[64];
  for (u32 i = 0; i < nsubs; i++) {
    snprintf(t, sizeof t, "%s/%u/t", O.prefix, i);
    sub1(&subs[i], t, O.qos);
    set_topic(&pubs[i], t);
    if (i % 64 == 63) turn(MS);
  }
  wait_subacks(nsubs);
  return s;
}
void s_pairs(void) {
  mode = M_PAIRS;
  dflt_window(O.n <= 20 ? 1000 : O.n <= 200 ? 200 : 20);
  double s = setup_pairs();
  fill_fn = fill_tpl;
  run_flow(s);
}
void s_fanout(void) {
  mode = M_FANOUT;
  dflt_window(O.n >= 500 ? 40 : 100);
  alloc_conns(1 + (u32)O.n);
  pubs = C, npubs = 1, subs = C + 1, nsubs = (u32)O.n;
  u32 r = 1;
  while (r < 2 * (u32)O.window + 2) r *= 2;
  fan_ring = calloc(r, 4);
  fan_mask = r - 1;
  double s = connect_all();
  char t[64];
  snprintf(t, sizeof t, "%s/fan/t", O.prefix);
  set_topic(&pubs[0], t);
  for (u32 i = 0; i < nsubs; i++) {
    sub1(&subs[i], t, O.qos);
    if (i % 64 == 63) turn(MS);
  }
  wait_subacks(nsubs);
  fill_fn = fill_tpl;
  run_flow(s);
}
void s_fanin(void) {
  mode = M_FANIN;
  dflt_window(O.n <= 20 ? 1000 : 100);
  alloc_conns(1 + (u32)O.n);
  pubs = C, npubs = (u32)O.n, subs = C + O.n, nsubs = 1;
  double s = connect_all();
  char t[64];
  for (u32 i = 0; i < npubs; i++) {
    snprintf(t, sizeof t, "%s/%u/t", O.prefix, i);
    set_topic(&pubs[i], t);
  }
  snprintf(t, sizeof t, "%s/+/t", O.prefix);
  sub1(&subs[0], t, O.qos);
  wait_subacks(1);
  fill_fn = fill_tpl;
  run_flow(s);
}
void s_paced(void) {
  mode = M_PAIRS;
  O.window = O.burst = 0;
  double setup = setup_pairs();
  idle_for(0.3);
  double iv = 1e9 / O.rate;
  u64 t0 = now_ns(), k = 0, warm = t0 + (u64)(O.warmup * 1e9), end = warm + (u64)(O.seconds * 1e9);
  u64 r0 = 0, s0 = 0, maxlag = 0;
  cpus a = {0}, b;
  for (;;) {
    u64 now = now_ns();
    if (!measuring && now >= warm) {
      cpu_now(&a);
      r0 = n_recv, s0 = n_sent, measuring = 1;
    }
    if (now >= end || n_closed) break;
    int lim = 2000;
    u64 due;
    while ((due = t0 + (u64)((double)k * iv)) <= now && lim--) {
      if (measuring && now - due > maxlag) maxlag = now - due;
      pub_tpl(&pubs[k % npubs], due);
      k++;
    }
    flush_all();
    now = now_ns();
    turn(due > now ? (int64_t)(due - now) : 0);
  }
  cpu_now(&b);
  measuring = 0;
  double dt = (double)(b.t - a.t) / 1e9, got = (double)(n_recv - r0);
  u64 s1 = n_sent;
  drain();
  js_head();
  js("target_rate", 0, O.rate);
  js("seconds", 2, dt);
  js("setup_s", 2, setup);
  js("sent_per_s", 0, (double)(s1 - s0) / dt);
  js("rate", 0, got / dt);
  js("sent", 0, (double)n_sent);
  js("recv", 0, (double)n_recv);
  js("lost", 0, (double)n_sent - (double)(n_recv - n_dup - n_misroute));
  js("gaps", 0, (double)n_gap);
  js("max_sched_lag_us", 1, (double)maxlag / 1000.0);
  js_lat();
  js_cpu(&a, &b, got);
  js_tail();
}
