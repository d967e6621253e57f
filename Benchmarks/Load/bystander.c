/* Scenario bystander: what the heavy work of others does to one light pair. See mqload.c for the
 * whole. */
#include "mqload.h"

#include <stdio.h>
#include <stdlib.h>

enum { SENDER, RECEIVER, WRITER, READER, CLIENTS };
static u64 start, sent;
static int is_leaving;

/* One turn in which the pair keeps its pace; latencies count from when a message was due. */
static void paced_turn(void) {
  double interval = 1e9 / O.rate;
  u64 due, now = now_ns();
  while ((due = start + (u64)((double)sent * interval)) <= now) {
    pub_topic(&C[SENDER], "bystander/t", 0, 0, SENDER, (u32)sent, due);
    sent++;
  }
  turn(due > now ? (int64_t)(due - now) : 0);
  if (n_closed && !is_leaving) die("connection lost, reason %u", last_disc_reason);
}
/* Ends a phase when all messages of the pair that were due in it have come. */
static void report(const char *phase) {
  u64 end = now_ns() + (u64)(O.timeout * 1e9), due = sent;
  while (C[RECEIVER].exp < due && now_ns() < end) paced_turn();
  if (C[RECEIVER].exp < due) die("%s: the pair's messages did not come", phase);
  char key[32];
  snprintf(key, sizeof key, "%s_lat", phase);
  js_hist(key, &h_deliver);
  memset(&h_deliver, 0, sizeof h_deliver);
}
static void phase_for(const char *phase, double seconds) {
  u64 end = now_ns() + (u64)(seconds * 1e9);
  while (now_ns() < end) paced_turn();
  report(phase);
}
static void phase_until(const char *phase, const u64 *count, u64 want) {
  u64 end = now_ns() + (u64)(O.timeout * 1e9);
  while (*count < want) {
    paced_turn();
    if (now_ns() > end) die("%s: %lu of %lu came", phase, *count, want);
  }
  report(phase);
}
static void fill_kept(conn *c, u32 room, u64 now) {
  char t[64];
  for (; room-- && c->seq < (u32)O.m; c->seq++) {
    snprintf(t, sizeof t, "%s/r%u/d%u", O.prefix, c->seq / 1000, c->seq);
    pub_topic(c, t, 1, 1, WRITER, c->seq, now);
  }
}
static void acked(conn *c) { c->low++; }
static void subscribe_all(conn *c) {
  char f[100][64];
  for (u32 i = 0; i < (u32)O.m;) {
    int k = 0;
    for (; k < 100 && i < (u32)O.m; k++, i++)
      snprintf(f[k], 64, i % 2 ? "%s/s%u/n%u" : "%s/s%u/+/n%u", O.prefix, i / 1000, i);
    put_subscribe(c, f, k, 0);
  }
}
void s_bystander(void) {
  mode = M_BYSTANDER;
  dflt_window(500);
  alloc_conns(CLIENTS);
  pubs = C, npubs = CLIENTS, subs = C, nsubs = CLIENTS;
  connect_range(C, CLIENTS);
  sub1(&C[RECEIVER], "bystander/t", 0);
  wait_subacks(1);
  fill_fn = fill_kept;
  on_pubdone = acked;
  js_head();
  start = now_ns();
  measuring = 1;
  phase_for("quiet", 2);
  want_fill(&C[WRITER]);
  phase_until("retain", &n_acked, (u64)O.m);
  char f[64];
  snprintf(f, sizeof f, "%s/#", O.prefix);
  sub1(&C[READER], f, 1);
  phase_until("retained", &n_retained, (u64)O.m);
  u64 before = n_suback;
  subscribe_all(&C[READER]);
  phase_until("subscribe", &n_suback, before + (u64)O.m);
  is_leaving = 1; /* the reader leaves, and all its subscriptions with it */
  conn_close(&C[READER], 0);
  phase_for("leave", 1);
  js_tail();
}
