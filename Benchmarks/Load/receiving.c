/* Packets that come in, and whether each delivery is the right one. See mqload.c for the whole. */
#include "mqload.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>

int mode, measuring, sess_present;
u32 fan_mask, fan_low, *fan_ring;
u8 *bitring, *rbuf, last_disc_reason;
u64 n_ready, n_suback, n_subfail, n_refused, n_err, n_closed, n_recv, n_dup, n_gap, n_misroute,
    n_bad, n_acked, n_disc, n_sent, n_connects, n_retained, n_tlsfail, n_resumed;
void (*on_pubdone)(conn *);

static u64 rd_now;
static inline void ack2(conn *c, u8 t, const u8 *pid) {
  u8 *p = outp(c, 4);
  p[0] = t;
  p[1] = 2;
  p[2] = pid[0];
  p[3] = pid[1];
  c->outlen += 4;
}
static inline void on_publish(conn *c, u8 h, const u8 *p, u32 len) {
  u32 off = 2 + get16(p);
  int qos = (h >> 1) & 3;
  if (qos) {
    if (unlikely(off + 2 > len)) {
      n_bad++;
      return;
    }
    ack2(c, qos == 1 ? 0x40 : 0x50, p + off);
    off += 2;
  }
  if (O.v == 5) {
    u32 v = 0, s = 0;
    u8 b;
    do {
      b = p[off++];
      v |= (u32)(b & 127) << s;
      s += 7;
    } while (b & 128);
    off += v;
  }
  if (unlikely(off > len || len - off != (u32)O.size)) {
    n_bad++;
    return;
  }
  p += off;
  u32 id, seq;
  u64 ts;
  memcpy(&id, p, 4);
  memcpy(&seq, p + 4, 4);
  memcpy(&ts, p + 8, 8);
  n_recv++;
  if (measuring && (mode != M_BYSTANDER || id == 0))
    h_add(&h_deliver, rd_now > ts ? rd_now - ts : 0);
  if (h & 1) n_retained++;
  conn *pb;
  switch (mode) {
  case M_PAIRS:
    if (unlikely(id != c->id - npubs)) {
      n_misroute++;
      return;
    }
    /* fallthrough */
  case M_FANIN: {
    if (unlikely(id >= npubs)) {
      n_misroute++;
      return;
    }
    pb = &pubs[id];
    int32_t d = (int32_t)(seq - pb->exp);
    if (likely(d == 0))
      pb->exp++;
    else if (d < 0) {
      n_dup++;
      return;
    } else {
      n_gap += (u32)d;
      pb->exp = seq + 1;
    }
    pb->low++;
    want_fill(pb);
    break;
  }
  case M_FANOUT: {
    int32_t d = (int32_t)(seq - c->exp);
    if (unlikely(d < 0)) {
      n_dup++;
      return;
    }
    if (unlikely(d > 0)) {
      n_gap += (u32)d;
      while (c->exp != seq) fan_ring[c->exp++ & fan_mask]++;
    }
    c->exp = seq + 1;
    if (++fan_ring[seq & fan_mask] == nsubs) {
      while (fan_ring[fan_low & fan_mask] == nsubs) {
        fan_ring[fan_low & fan_mask] = 0;
        fan_low++;
      }
      want_fill(&pubs[0]);
    }
    break;
  }
  case M_UNORD: {
    if (unlikely(id >= npubs)) {
      n_misroute++;
      return;
    }
    pb = &pubs[id];
    pb->low++;
    want_fill(pb);
    break;
  }
  case M_RETAINED:
    if (bitring) {
      if (seq >= (u32)O.m) {
        n_bad++;
        return;
      }
      if (bitring[seq >> 3] & (1 << (seq & 7))) n_dup++;
      bitring[seq >> 3] |= (u8)(1 << (seq & 7));
    }
    break;
  case M_BYSTANDER:
    if (id == 0) c->exp = seq + 1;
    break;
  case M_OFFLINE: {
    if (id != c->id) {
      n_misroute++;
      return;
    }
    int32_t d = (int32_t)(seq - c->exp);
    if (d < 0) {
      n_dup++;
      return;
    }
    if (d > 0) n_gap += (u32)d;
    c->exp = seq + 1;
    break;
  }
  }
}
static void on_packet(conn *c, u8 h, const u8 *p, u32 len) {
  switch (h >> 4) {
  case 3:
    if (len < 2) {
      n_bad++;
      return;
    }
    on_publish(c, h, p, len);
    break;
  case 4: /* PUBACK */
  case 7: /* PUBCOMP */
    if (O.v == 5 && len >= 3 && p[2] >= 0x80) n_refused++;
    if (c->inflight) c->inflight--;
    if (get16(p) % 16 == 0 && measuring && c->sent_at)
      h_add(&h_ack, rd_now - c->sent_at[get16(p) / 16]);
    n_acked++;
    if (on_pubdone) on_pubdone(c);
    want_fill(c);
    break;
  case 5: /* PUBREC */
    if (O.v == 5 && len >= 3 && p[2] >= 0x80) {
      n_refused++;
      if (c->inflight) c->inflight--;
      want_fill(c);
      break;
    }
    ack2(c, 0x62, p);
    break;
  case 6: /* PUBREL */
    ack2(c, 0x70, p);
    break;
  case 2: /* CONNACK */
    if (len < 2) {
      n_bad++;
      return;
    }
    if (p[1]) {
      n_refused++;
      last_disc_reason = p[1];
      conn_close(c, 1);
      return;
    }
    if (p[0] & 1) sess_present++;
    c->rmax = 65535;
    if (O.v == 5 && len > 3) { /* look for receive maximum */
      u32 i = 3, e = len;
      while (i < e) {
        u8 k = p[i++];
        if (k == 0x21) {
          c->rmax = get16(p + i);
          i += 2;
        } else if (k == 0x11 || k == 0x27)
          i += 4;
        else if (k == 0x24 || k == 0x25 || k == 0x28 || k == 0x29 || k == 0x2a)
          i += 1;
        else if (k == 0x22 || k == 0x13)
          i += 2;
        else if (k == 0x12 || k == 0x1f || k == 0x1a || k == 0x1c || k == 0x15 || k == 0x16)
          i += 2 + get16(p + i);
        else
          break;
      }
    }
    c->st = S_READY;
    n_ready++;
    if (on_ready) on_ready(c);
    break;
  case 9: { /* SUBACK */
    u32 o = 2;
    if (O.v == 5) o = 3 + (len > 2 ? p[2] : 0);
    for (; o < len; o++) {
      n_suback++;
      c->subacks++;
      if (p[o] >= 0x80) n_subfail++;
    }
    break;
  }
  case 13:
    break;
  case 14:
    n_disc++;
    last_disc_reason = len ? p[0] : 0;
    break;
  default:
    n_bad++;
  }
}
/* returns bytes consumed */
static u32 parse(conn *c, const u8 *b, u32 n) {
  u32 o = 0;
  while (n - o >= 2) {
    u32 rl = b[o + 1], i = o + 2;
    if (unlikely(rl & 128)) {
      u32 s = 7, done = 0;
      rl &= 127;
      while (i < n) {
        u8 x = b[i++];
        rl |= (u32)(x & 127) << s;
        s += 7;
        if (!(x & 128)) {
          done = 1;
          break;
        }
      }
      if (!done) break;
    }
    if (n - i < rl) break;
    on_packet(c, b[o], b + i, rl);
    if (unlikely(c->st == S_CLOSED)) return n;
    o = i + rl;
  }
  return o;
}
void on_readable(conn *c) {
  int more = 1;
  while (more && c->st != S_CLOSED) {
    u32 n = 0;
    int eof = 0;
    more = 0;
    if (c->remlen) {
      memcpy(rbuf, c->rem, c->remlen);
      n = c->remlen;
    }
    u32 n0 = n;
    if (c->ssl) {
      for (;;) {
        if (RB - n < 16384) {
          more = 1;
          break;
        }
        rd_calls++;
        int r = SSL_read(c->ssl, rbuf + n, (int)(RB - n));
        if (r > 0) {
          n += (u32)r;
          continue;
        }
        int e = SSL_get_error(c->ssl, r);
        if (e != SSL_ERROR_WANT_READ && e != SSL_ERROR_WANT_WRITE) eof = 1;
        break;
      }
    } else {
      rd_calls++;
      ssize_t r = recv(c->fd, rbuf + n, RB - n, 0);
      if (r > 0)
        n += (u32)r;
      else if (r == 0)
        eof = 1;
      else if (errno != EAGAIN && errno != EINTR)
        eof = 1;
    }
    if (n > n0) {
      rd_now = now_ns();
      u32 used = parse(c, rbuf, n);
      if (c->st == S_CLOSED) return;
      c->remlen = n - used;
      if (c->remlen) {
        if (c->remlen > c->remcap) {
          c->remcap = c->remlen + 512;
          free(c->rem);
          c->rem = malloc(c->remcap);
        }
        memcpy(c->rem, rbuf + used, c->remlen);
      }
    }
    if (eof) conn_close(c, !stopping);
  }
}
