/*
 * floor - our own; the cheapest thing that still looks like an MQTT broker to mqload:
 * one thread, epoll, one big read, exact-topic hash (one memcpy of the packet
 * into each subscriber's buffer), one send per connection per loop turn.
 * No sessions, no retained messages, no checks, no timers: QoS 1 and 2 are
 * answered statelessly. It marks what the kernel and the byte moving cost,
 * so it is an upper bound for a real single-threaded broker, not a broker.
 *   floor PORT [READ_BYTES]
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
typedef uint8_t u8;
typedef uint32_t u32;
typedef struct conn {
  int fd, v5, wantout, dirty;
  u8 *rem, *out;
  u32 remlen, remcap, outlen, outoff, outcap;
  uint16_t pid;
} conn;
typedef struct topic {
  struct topic *next;
  u32 len, n, cap, h;
  struct {
    conn *c;
    int qos;
  } *s;
  char name[];
} topic;
static topic *tab[1 << 17], *wild;
static int ep;
static conn **dirty;
static u32 nd;
static u8 *rb;
static u32 RB = 256 * 1024;

static u32 hash(const u8 *p, u32 n) {
  u32 h = 2166136261u;
  while (n--) h = (h ^ *p++) * 16777619u;
  return h ^ h >> 15;
}
static u8 *room(conn *c, u32 n) {
  if (c->outlen + n > c->outcap) {
    u32 k = c->outcap ? c->outcap : 512;
    while (k < c->outlen + n) k *= 2;
    c->out = realloc(c->out, c->outcap = k);
  }
  if (!c->dirty) c->dirty = 1, dirty[nd++] = c;
  return c->out + c->outlen;
}
static void put(conn *c, const void *p, u32 n) {
  memcpy(room(c, n), p, n);
  c->outlen += n;
}
static void ack(conn *c, u8 t, const u8 *pid) {
  u8 b[4] = {t, 2, pid[0], pid[1]};
  put(c, b, 4);
}
static topic *find(const u8 *t, u32 n, int add) {
  u32 h = hash(t, n);
  topic **q = &tab[h & 131071];
  for (; *q; q = &(*q)->next)
    if ((*q)->h == h && (*q)->len == n && !memcmp((*q)->name, t, n)) return *q;
  if (!add) return 0;
  topic *x = calloc(1, sizeof *x + n);
  x->h = h;
  x->len = n;
  memcpy(x->name, t, n);
  return *q = x;
}
static void deliver(topic *x, const u8 *pkt, u32 plen, u32 pidoff, int qos) {
  for (u32 i = 0; i < x->n; i++) {
    conn *c = x->s[i].c;
    u8 *o = room(c, plen);
    memcpy(o, pkt, plen);
    if (qos) {
      if (!++c->pid) c->pid = 1;
      o[pidoff] = (u8)(c->pid >> 8), o[pidoff + 1] = (u8)c->pid;
    }
    c->outlen += plen;
  }
}
static void packet(conn *c, const u8 *pkt, u32 plen, const u8 *p, u32 n) {
  switch (pkt[0] >> 4) {
  case 1:
    c->v5 = p[6] == 5;
    put(c, c->v5 ? "\x20\x03\0\0\0" : "\x20\x02\0\0", c->v5 ? 5 : 4);
    break;
  case 3: {
    u32 tl = (u32)p[0] << 8 | p[1];
    int q = pkt[0] >> 1 & 3;
    if (q) ack(c, q == 1 ? 0x40 : 0x50, p + 2 + tl);
    topic *x = find(p + 2, tl, 0);
    u32 off = (u32)(p - pkt) + 2 + tl;
    if (x) deliver(x, pkt, plen, off, q);
    if (wild) deliver(wild, pkt, plen, off, q);
    break;
  }
  case 5:
    ack(c, 0x62, p);
    break;
  case 6:
    ack(c, 0x70, p);
    break;
  case 8: {
    u32 o = 2 + (u32)c->v5, k = 0;
    u8 r[1024] = {0x90};
    while (o + 3 <= n && k < 100) {
      u32 tl = (u32)p[o] << 8 | p[o + 1];
      const u8 *t = p + o + 2;
      topic *x;
      if (memchr(t, '+', tl) || memchr(t, '#', tl)) {
        if (!wild) wild = calloc(1, sizeof *wild);
        x = wild;
      } else
        x = find(t, tl, 1);
      if (x->n == x->cap) x->s = realloc(x->s, sizeof *x->s * (x->cap = x->cap * 2 + 1));
      x->s[x->n].c = c;
      x->s[x->n++].qos = t[tl];
      r[4 + c->v5 + k++] = t[tl];
      o += 3 + tl;
    }
    r[1] = (u8)(2 + (u32)c->v5 + k);
    r[2] = p[0], r[3] = p[1];
    put(c, r, 2 + r[1]);
    break;
  }
  case 12:
    put(c, "\xd0\0", 2);
  }
}
static void drop(conn *c) { /* a gone subscriber stays in the tables, muted */
  if (c->fd < 0) return;
  for (u32 i = 0; i < 1 << 17; i++)
    for (topic *x = tab[i]; x; x = x->next)
      for (u32 k = 0; k < x->n; k++)
        if (x->s[k].c == c) x->s[k--] = x->s[--x->n];
  if (wild)
    for (u32 k = 0; k < wild->n; k++)
      if (wild->s[k].c == c) wild->s[k--] = wild->s[--wild->n];
  close(c->fd);
  c->fd = -1;
}
static void mask(conn *c, int w) {
  struct epoll_event e = {.events = EPOLLIN | (w ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
  c->wantout = w;
}
static void flush(conn *c) {
  c->dirty = 0;
  if (c->fd < 0) return;
  ssize_t n = send(c->fd, c->out + c->outoff, c->outlen - c->outoff, MSG_NOSIGNAL);
  if (n > 0) c->outoff += (u32)n;
  if (c->outoff == c->outlen) {
    c->outoff = c->outlen = 0;
    if (c->wantout) mask(c, 0);
  } else if (!c->wantout)
    mask(c, 1);
}
int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  if (argc > 2) RB = (u32)atoi(argv[2]);
  rb = malloc(RB + 16);
  dirty = malloc(sizeof *dirty * 65536);
  int one = 1, l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (argc < 2) return fprintf(stderr, "usage: floor PORT [READ_BYTES]\n"), 2;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  a.sin_addr.s_addr = htonl(0x7f000001);
  if (bind(l, (void *)&a, sizeof a) || listen(l, 4096)) return perror("bind"), 1;
  ep = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN}, ev[1024];
  epoll_ctl(ep, EPOLL_CTL_ADD, l, &e);
  for (;;) {
    int n = epoll_wait(ep, ev, 1024, -1);
    for (int i = 0; i < n; i++) {
      conn *c = ev[i].data.ptr;
      if (!c) {
        int fd;
        while ((fd = accept4(l, 0, 0, SOCK_NONBLOCK)) >= 0) {
          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
          c = calloc(1, sizeof *c);
          c->fd = fd;
          e.data.ptr = c;
          e.events = EPOLLIN;
          epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        }
        continue;
      }
      if (c->fd < 0) continue;
      if ((ev[i].events & EPOLLOUT) && !c->dirty) c->dirty = 1, dirty[nd++] = c;
      if (!(ev[i].events & ~(u32)EPOLLOUT)) continue;
      memcpy(rb, c->rem, c->remlen);
      ssize_t r = recv(c->fd, rb + c->remlen, RB - c->remlen, 0);
      if (r <= 0) {
        if (r == 0 || errno != EAGAIN) drop(c);
        continue;
      }
      u32 len = c->remlen + (u32)r, o = 0;
      while (len - o >= 2) {
        u32 k = o + 1, rl = 0, s = 0;
        u8 b = 128;
        while (k < len && (b & 128)) b = rb[k++], rl |= (u32)(b & 127) << s, s += 7;
        if ((b & 128) || len - k < rl) break;
        packet(c, rb + o, k - o + rl, rb + k, rl);
        o = k + rl;
      }
      c->remlen = len - o;
      if (c->remlen > c->remcap) c->rem = realloc(c->rem, c->remcap = c->remlen + 256);
      memcpy(c->rem, rb + o, c->remlen);
    }
    for (u32 i = 0; i < nd; i++) flush(dirty[i]);
    nd = 0;
  }
}
