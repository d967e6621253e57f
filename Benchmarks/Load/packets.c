/* Packets that go out, and when publishers send. See mqload.c for the whole. */
#include "mqload.h"

#include <stdlib.h>

void (*fill_fn)(conn *, u32 room, u64 now);
static conn **fillv;
static u32 nfill;

static u32 putvar(u8 *p, u32 v) {
  u32 i = 0;
  do {
    u8 b = v & 127;
    v >>= 7;
    p[i++] = b | (v ? 128 : 0);
  } while (v);
  return i;
}

void put_connect(conn *c, int clean, u32 expiry) {
  u32 cl = (u32)strlen(c->cid), props = 0;
  u8 pr[16];
  if (O.v == 5) {
    if (expiry) {
      pr[props++] = 0x11;
      pr[props++] = (u8)(expiry >> 24);
      pr[props++] = (u8)(expiry >> 16);
      pr[props++] = (u8)(expiry >> 8);
      pr[props++] = (u8)expiry;
    }
    pr[props++] = 0x21; /* receive maximum */
    pr[props++] = 0xff;
    pr[props++] = 0xff;
  }
  u32 rl = 10 + (O.v == 5 ? 1 + props : 0) + 2 + cl;
  u8 *p = outp(c, rl + 8), *s = p;
  *p++ = 0x10;
  p += putvar(p, rl);
  memcpy(p, "\0\4MQTT", 6);
  p += 6;
  *p++ = (u8)O.v;
  *p++ = clean ? 2 : 0;
  put16(p, (u32)O.keepalive);
  p += 2;
  if (O.v == 5) {
    *p++ = (u8)props;
    memcpy(p, pr, props);
    p += props;
  }
  put16(p, cl);
  p += 2;
  memcpy(p, c->cid, cl);
  p += cl;
  c->outlen += (u32)(p - s);
}
void put_disconnect(conn *c) {
  u8 *p = outp(c, 2);
  p[0] = 0xe0;
  p[1] = 0;
  c->outlen += 2;
}
void put_subscribe(conn *c, char (*f)[64], int k, int qos) {
  u32 rl = 2 + (O.v == 5 ? 1 : 0);
  for (int i = 0; i < k; i++) rl += 3 + (u32)strlen(f[i]);
  u8 *p = outp(c, rl + 8), *s = p;
  *p++ = 0x82;
  p += putvar(p, rl);
  if (++c->pid == 0) c->pid = 1;
  put16(p, c->pid);
  p += 2;
  if (O.v == 5) *p++ = 0;
  for (int i = 0; i < k; i++) {
    u32 l = (u32)strlen(f[i]);
    put16(p, l);
    memcpy(p + 2, f[i], l);
    p += 2 + l;
    *p++ = (u8)qos;
  }
  c->outlen += (u32)(p - s);
}
void put_payload(u8 *p, u32 id, u32 seq, u64 ts) {
  memcpy(p, &id, 4);
  memcpy(p + 4, &seq, 4);
  memcpy(p + 8, &ts, 8);
}
u32 build_publish(u8 *b, const char *topic, int qos, int retain, u32 size, u32 *pid_off,
                         u32 *pay_off) {
  u32 tl = (u32)strlen(topic);
  u32 rl = 2 + tl + (qos ? 2 : 0) + (O.v == 5 ? 1 : 0) + size;
  u8 *p = b;
  *p++ = (u8)(0x30 | qos << 1 | retain);
  p += putvar(p, rl);
  put16(p, tl);
  memcpy(p + 2, topic, tl);
  p += 2 + tl;
  *pid_off = (u32)(p - b);
  if (qos) p += 2;
  if (O.v == 5) *p++ = 0;
  *pay_off = (u32)(p - b);
  for (u32 i = 0; i < size; i++) p[i] = (u8)("0123456789abcdef"[i & 15]);
  p += size;
  return (u32)(p - b);
}
void set_topic(conn *c, const char *topic) {
  c->tpl = malloc((u32)O.size + 128);
  c->tpl_len = build_publish(c->tpl, topic, O.qos, 0, (u32)O.size, &c->pid_off, &c->pay_off);
}
u16 next_pid(conn *c, u64 ts) {
  if (++c->pid == 0) c->pid = 1;
  c->inflight++;
  if (c->pid % 16 == 0) {
    if (!c->sent_at) c->sent_at = calloc(ACKS, sizeof *c->sent_at);
    c->sent_at[c->pid / 16] = ts;
  }
  return c->pid;
}
void pub_tpl(conn *c, u64 ts) {
  u8 *p = outp(c, c->tpl_len);
  memcpy(p, c->tpl, c->tpl_len);
  if (O.qos) put16(p + c->pid_off, next_pid(c, ts));
  put_payload(p + c->pay_off, c->id, c->seq, ts);
  c->seq++;
  n_sent++;
  c->outlen += c->tpl_len;
}
void pub_topic(conn *c, const char *topic, int qos, int retain, u32 id, u32 seq, u64 ts) {
  u32 po, yo;
  u8 *p = outp(c, (u32)O.size + 128);
  u32 l = build_publish(p, topic, qos, retain, (u32)O.size, &po, &yo);
  if (qos) put16(p + po, next_pid(c, ts));
  put_payload(p + yo, id, seq, ts);
  n_sent++;
  c->outlen += l;
}

void want_fill(conn *c) {
  if (!fillv) fillv = malloc(sizeof *fillv * (NC + 1));
  if (!c->fillq) {
    c->fillq = 1;
    fillv[nfill++] = c;
  }
}
void fill_tpl(conn *c, u32 room, u64 now) {
  while (room--) pub_tpl(c, now);
}
static void fill_one(conn *c, u64 now) {
  if (stopping || c->st != S_READY || !fill_fn) return;
  u32 w = (u32)O.window, used = c->seq - (mode == M_FANOUT ? fan_low : c->low);
  u32 room = used < w ? w - used : 0;
  if (O.qos || mode == M_RETAINED || mode == M_OFFLINE) {
    u32 lim = w < c->rmax ? w : c->rmax;
    u32 r2 = c->inflight < lim ? lim - c->inflight : 0;
    if (r2 < room) room = r2;
    u32 b = lim < w ? (lim / 4 ? lim / 4 : 1) : (u32)O.burst;
    if (room < b) return;
  } else if (room < (u32)O.burst)
    return;
  if (c->outlen - c->outoff > (4u << 20)) return;
  fill_fn(c, room, now);
}
void fill_all(void) {
  if (!nfill) return;
  u64 now = now_ns();
  u32 n = nfill;
  nfill = 0;
  for (u32 i = 0; i < n; i++) {
    conn *c = fillv[i];
    c->fillq = 0;
    fill_one(c, now);
  }
}
