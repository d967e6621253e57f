/* One connection: bytes out, TLS, connecting, the turn of the loop. See mqload.c for the whole. */
#include "mqload.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

conn *C, *pubs, *subs;
u32 NC, npubs, nsubs, sess_expiry;
int ep, stopping;
SSL_CTX *ctx;
struct sockaddr_in dst;
u64 rd_calls, wr_calls, ep_calls;
void (*on_ready)(conn *), (*on_close)(conn *);
static conn **dirtyv;
static u32 ndirty;

void make_dirty(conn *c) {
  c->dirty = 1;
  dirtyv[ndirty++] = c;
}
u8 *outp(conn *c, u32 need) { /* room for need bytes */
  if (unlikely(c->outlen + need > c->outcap)) {
    if (c->outoff) {
      memmove(c->out, c->out + c->outoff, c->outlen - c->outoff);
      c->outlen -= c->outoff;
      c->outoff = 0;
    }
    if (c->outlen + need > c->outcap) {
      u32 nc = c->outcap ? c->outcap : 256;
      while (nc < c->outlen + need) nc *= 2;
      c->out = realloc(c->out, nc);
      if (!c->out) die("out of memory");
      c->outcap = nc;
    }
  }
  if (!c->dirty) make_dirty(c);
  return c->out + c->outlen;
}
void setmask(conn *c, int wantout) {
  struct epoll_event e = {.events = EPOLLIN | (wantout ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
  c->wantout = (u8)wantout;
}
void conn_close(conn *c, int err) {
  if (c->st == S_CLOSED) return;
  if (err) n_err++;
  if (c->st == S_READY) n_closed++;
  c->st = S_CLOSED;
  if (c->ssl) {
    if (!err && c->tlsdone) SSL_shutdown(c->ssl);
    ERR_clear_error();
    SSL_free(c->ssl);
    c->ssl = 0;
    c->tlsdone = 0;
  }
  close(c->fd);
  c->fd = -1;
  c->remlen = 0;
  c->outlen = c->outoff = 0;
  c->wantout = 0;
  if (on_close) on_close(c);
}
void flush_one(conn *c) {
  c->dirty = 0;
  if (c->st == S_CLOSED || c->st < S_CONNACK) return;
  while (c->outoff < c->outlen) {
    ssize_t n;
    wr_calls++;
    if (c->ssl) {
      int r = SSL_write(c->ssl, c->out + c->outoff, (int)(c->outlen - c->outoff));
      if (r <= 0) {
        int e = SSL_get_error(c->ssl, r);
        if (e == SSL_ERROR_WANT_WRITE || e == SSL_ERROR_WANT_READ) {
          if (!c->wantout) setmask(c, 1);
          return;
        }
        conn_close(c, 1);
        return;
      }
      n = r;
    } else {
      n = send(c->fd, c->out + c->outoff, c->outlen - c->outoff, MSG_NOSIGNAL);
      if (n < 0) {
        if (errno == EAGAIN) {
          if (!c->wantout) setmask(c, 1);
          return;
        }
        if (errno == EINTR) continue;
        conn_close(c, 1);
        return;
      }
    }
    c->outoff += (u32)n;
  }
  c->outoff = c->outlen = 0;
  if (c->wantout) setmask(c, 0);
}
void flush_all(void) {
  for (u32 i = 0; i < ndirty; i++) flush_one(dirtyv[i]);
  ndirty = 0;
}
static u32 src_rr;
void conn_start(conn *c) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) die("socket: %s", strerror(errno));
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (O.srcs > 1) {
    u32 k = src_rr++ % (u32)O.srcs;
    struct sockaddr_in s = {.sin_family = AF_INET};
    s.sin_addr.s_addr = htonl(0x7f010001u + (k / 250) * 256 + k % 250);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(c->fd, (void *)&s, sizeof s)) die("bind: %s", strerror(errno));
  }
  c->st = S_TCP;
  c->remlen = c->outlen = c->outoff = 0;
  c->t0 = now_ns();
  n_connects++;
  if (connect(c->fd, (void *)&dst, sizeof dst) && errno != EINPROGRESS) {
    if (n_err++ < 3) fprintf(stderr, "mqload: connect: %s\n", strerror(errno));
    close(c->fd);
    c->st = S_CLOSED;
    c->fd = -1;
    if (on_close) on_close(c);
    return;
  }
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  c->wantout = 1;
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
}
static void conn_hs(conn *c) {
  int r = SSL_connect(c->ssl);
  if (r == 1) {
    c->tlsdone = 1;
    c->st = S_CONNACK;
    put_connect(c, c->clean, c->clean ? 0 : sess_expiry);
    return;
  }
  int e = SSL_get_error(c->ssl, r);
  if (e == SSL_ERROR_WANT_READ) {
    if (c->wantout) setmask(c, 0);
  } else if (e == SSL_ERROR_WANT_WRITE) {
    if (!c->wantout) setmask(c, 1);
  } else {
    if (n_tlsfail++ < 2) ERR_print_errors_fp(stderr);
    conn_close(c, 1);
  }
}
static void conn_progress(conn *c, u32 ev) {
  if (c->st == S_TCP) {
    int err = 0;
    socklen_t l = sizeof err;
    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) {
      if (n_err < 3) fprintf(stderr, "mqload: connect: %s\n", strerror(err));
      conn_close(c, 1);
      return;
    }
    if (!(ev & EPOLLOUT)) return;
    if (O.tls) {
      c->ssl = SSL_new(ctx);
      SSL_set_fd(c->ssl, c->fd);
      SSL_set_app_data(c->ssl, c);
      if (c->ticket) SSL_set_session(c->ssl, c->ticket);
      c->st = S_TLS;
      conn_hs(c);
    } else {
      c->st = S_CONNACK;
      put_connect(c, c->clean, c->clean ? 0 : sess_expiry);
      /* flush at the end of this loop turn clears EPOLLOUT */
    }
  } else if (c->st == S_TLS)
    conn_hs(c);
}
void turn(int64_t to) {
  static struct epoll_event ev[1024];
  fill_all();
  flush_all();
  struct timespec ts = {0, 0};
  if (O.spin) to = 0;
  if (to > 0) ts.tv_sec = to / 1000000000, ts.tv_nsec = to % 1000000000;
  ep_calls++;
  int n = epoll_pwait2(ep, ev, 1024, to < 0 ? 0 : &ts, 0);
  for (int i = 0; i < n; i++) {
    conn *c = ev[i].data.ptr;
    if (c->st == S_CLOSED) continue;
    if (c->st < S_CONNACK) {
      conn_progress(c, ev[i].events);
      continue;
    }
    if (ev[i].events & EPOLLOUT) {
      if (c->outoff < c->outlen) {
        if (!c->dirty) make_dirty(c);
      } else
        setmask(c, 0);
      if (fill_fn) want_fill(c);
    }
    if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(c);
  }
}
/* With --split N the broker has N shards, and a client lives where the hash of its identifier says:
 * 64-bit FNV-1a, its high half folded into it, modulo N. The name is prolonged until that fits. */
void make_home(conn *c, u32 home) {
  size_t end = strlen(c->cid);
  for (u32 k = 0; O.split; k++) {
    u64 h = 0xcbf29ce484222325ull;
    for (char *p = c->cid; *p; p++) h = (h ^ (u8)*p) * 0x100000001b3ull;
    if ((h ^ h >> 32) % (u32)O.split == home % (u32)O.split) return;
    snprintf(c->cid + end, sizeof c->cid - end, ".%u", k);
  }
}
void alloc_conns(u32 n) {
  C = calloc(n, sizeof *C);
  NC = n;
  dirtyv = malloc(sizeof *dirtyv * (n + 1));
  unsigned pid = (unsigned)getpid() % 100000;
  for (u32 i = 0; i < n; i++) {
    C[i].id = i;
    C[i].fd = -1;
    C[i].clean = 1;
    C[i].rmax = 65535;
    C[i].st = S_NEW;
    snprintf(C[i].cid, sizeof C[i].cid, "m%05u_%u", pid, i);
  }
  if (!O.srcs) O.srcs = 1 + (int)n / 2000; /* ports of one address become hard to find */
}
double connect_range(conn *a, u32 n) {
  u64 t = now_ns(), end = t + (u64)(O.timeout * 1e9), r0 = n_ready, e0 = n_err;
  u32 started = 0;
  while (n_ready - r0 < n) {
    while (started < n && started - (n_ready - r0) - (n_err - e0) < (u64)O.conc)
      conn_start(&a[started++]);
    turn(20 * MS);
    if (now_ns() > end)
      die("connect timeout: %lu of %u ready, %lu errors", n_ready - r0, n, n_err);
    if (n_err - e0 > 20 && n_err - e0 > n / 10)
      die("too many connection errors: %lu, ready %lu, refused %lu (reason %u)", n_err,
          n_ready - r0, n_refused, last_disc_reason);
    if (started == n && n_ready - r0 + (n_err - e0) >= n) break;
  }
  if (n_ready - r0 < n) die("only %lu of %u connected", (unsigned long)(n_ready - r0), n);
  return (double)(now_ns() - t) / 1e9;
}
void wait_subacks(u64 want) {
  u64 end = now_ns() + (u64)(O.timeout * 1e9);
  while (n_suback < want) {
    turn(20 * MS);
    if (now_ns() > end) die("SUBACK timeout: %lu of %lu", n_suback, want);
    if (n_closed) die("connection lost while subscribing");
  }
  if (n_subfail) die("%lu subscriptions refused", (unsigned long)n_subfail);
}
void idle_for(double s) {
  u64 end = now_ns() + (u64)(s * 1e9), t;
  while ((t = now_ns()) < end) turn((int64_t)(end - t) < 50 * MS ? (int64_t)(end - t) : 50 * MS);
}
