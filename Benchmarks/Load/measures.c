/* Clocks, latencies, and what broker and generator cost. See mqload.c for the whole. */
#include "mqload.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

hist h_deliver, h_ack;
char extra[512];

u64 now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (u64)t.tv_sec * 1000000000ull + (u64)t.tv_nsec;
}
void die(const char *f, ...) {
  va_list a;
  va_start(a, f);
  fprintf(stderr, "mqload: ");
  vfprintf(stderr, f, a);
  fprintf(stderr, "\n");
  printf("{\"scenario\":\"%s\",\"label\":\"%s\",\"error\":\"", O.scen ? O.scen : "",
         O.label ? O.label : "");
  va_end(a);
  va_start(a, f);
  vprintf(f, a);
  va_end(a);
  printf("\"}\n");
  exit(2);
}
void h_add(hist *h, u64 v) {
  if (v > h->max) h->max = v;
  u32 i;
  if (v < 64)
    i = (u32)v;
  else {
    int e = 63 - __builtin_clzll(v);
    i = ((u32)(e - 5) << 6) + (u32)((v >> (e - 6)) & 63);
    if (i >= HN) i = HN - 1;
  }
  h->bin[i]++;
  h->n++;
}
static double h_q(const hist *h, double q) { /* in microseconds */
  if (!h->n) return 0;
  u64 want = (u64)(q * (double)h->n), s = 0;
  for (u32 i = 0; i < HN; i++) {
    s += h->bin[i];
    if (s > want) {
      if (i < 64) return i / 1000.0;
      int e = (int)(i >> 6) + 5;
      double lo = (double)((64ull + (i & 63)) << (e - 6)), w = (double)(1ull << (e - 6));
      return (lo + w / 2) / 1000.0;
    }
  }
  return (double)h->max / 1000.0;
}

void cpu_now(cpus *c) {
  memset(c, 0, sizeof *c);
  c->t = now_ns();
  double hz = (double)sysconf(_SC_CLK_TCK);
  for (int i = 0; i < O.npids; i++) {
    clockid_t k;
    struct timespec t;
    if (!clock_getcpuclockid(O.pids[i], &k) && !clock_gettime(k, &t))
      c->cpu += (double)t.tv_sec + (double)t.tv_nsec / 1e9;
    char p[64], b[1024];
    snprintf(p, sizeof p, "/proc/%d/stat", O.pids[i]);
    int fd = open(p, O_RDONLY);
    if (fd < 0) continue;
    ssize_t n = read(fd, b, sizeof b - 1);
    close(fd);
    if (n <= 0) continue;
    b[n] = 0;
    char *q = strrchr(b, ')');
    unsigned long ut = 0, st = 0;
    if (q) sscanf(q + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st);
    c->user += (double)ut / hz;
    c->sys += (double)st / hz;
  }
  FILE *f = fopen("/proc/stat", "r"); /* whole machine, to see interference */
  if (f) {
    unsigned long v[8] = {0}; /* user nice system idle iowait irq softirq steal */
    if (fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", v, v + 1, v + 2, v + 3, v + 4, v + 5,
               v + 6, v + 7) == 8) {
      c->busy = (double)(v[0] + v[1] + v[2] + v[5] + v[6]) / hz;
      c->steal = (double)v[7] / hz;
    }
    fclose(f);
  }
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  c->self = (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}
static u64 proc_kb(const char *file, const char *key) {
  u64 sum = 0;
  for (int i = 0; i < O.npids; i++) {
    char p[64], l[256];
    snprintf(p, sizeof p, "/proc/%d/%s", O.pids[i], file);
    FILE *f = fopen(p, "r");
    if (!f) continue;
    size_t kl = strlen(key);
    while (fgets(l, sizeof l, f))
      if (!strncmp(l, key, kl)) {
        sum += strtoull(l + kl, 0, 10);
        break;
      }
    fclose(f);
  }
  return sum;
}
u64 rss_kb(void) { return proc_kb("status", "VmRSS:"); }
static u64 hwm_kb(void) { return proc_kb("status", "VmHWM:"); }
u64 pss_kb(void) { return proc_kb("smaps_rollup", "Pss:"); }

void js_head(void) {
  printf("{\"scenario\":\"%s\",\"label\":\"%s\",\"v\":%d,\"tls\":%d,\"n\":%d,\"qos\":%d,"
         "\"size\":%d,\"window\":%d,\"burst\":%d",
         O.scen, O.label ? O.label : "", O.v, O.tls, O.n, O.qos, O.size, O.window, O.burst);
  fputs(extra, stdout);
}
void js(const char *name, int decimals, double value) {
  printf(",\"%s\":%.*f", name, decimals, value);
}
void js_cpu(const cpus *a, const cpus *b, double per) {
  double dt = (double)(b->t - a->t) / 1e9;
  double other = (b->busy - a->busy) - (b->self - a->self) - (b->cpu - a->cpu);
  js("gen_cpu", 3, (b->self - a->self) / dt);
  js("other_cpu", 3, other / dt);
  js("steal", 3, (b->steal - a->steal) / dt);
  if (!O.npids) return;
  double c = b->cpu - a->cpu;
  js("broker_cpu", 3, c / dt);
  js("broker_cpu_s", 3, c);
  js("broker_user_s", 2, b->user - a->user);
  js("broker_sys_s", 2, b->sys - a->sys);
  if (per <= 0) return;
  js("cpu_s_per_million_deliveries", 4, c / per * 1e6);
  js("deliveries_per_cpu_s", 0, c > 0 ? per / c : 0);
}
void js_hist(const char *name, const hist *h) {
  static const struct {
    const char *label;
    double q;
  } quantiles[] = {{"p50", .5}, {"p99", .99}, {"p999", .999}};
  char key[32];
  for (int i = 0; i < 3; i++) {
    snprintf(key, sizeof key, "%s_%s_us", name, quantiles[i].label);
    js(key, 1, h_q(h, quantiles[i].q));
  }
  snprintf(key, sizeof key, "%s_max_us", name);
  js(key, 1, (double)h->max / 1000.0);
}
void js_lat(void) {
  js_hist("lat", &h_deliver);
  if (h_ack.n) js_hist("ack", &h_ack);
}
void js_tail(void) {
  if (O.npids) {
    js("rss_kb", 0, (double)rss_kb());
    js("peak_rss_kb", 0, (double)hwm_kb());
  }
  js("dup", 0, (double)n_dup);
  js("misrouted", 0, (double)n_misroute);
  js("bad", 0, (double)n_bad);
  js("errors", 0, (double)n_err);
  js("refused", 0, (double)n_refused);
  js("closed_by_broker", 0, (double)n_closed);
  printf("}\n");
}
