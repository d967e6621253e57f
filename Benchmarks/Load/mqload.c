/*
 * mqload - an MQTT load generator meant to be much cheaper than any broker: our own, made for the
 * figures in docs/performance.md.
 *
 * Single thread, epoll, one big shared read buffer, many packets parsed per read, all output of one
 * loop turn flushed with one write per connection. Every payload carries (publisher id, sequence
 * number, send time), so each delivery is checked for loss, duplication, order and routing.
 * Prints ONE JSON line per run. README.md names the scenarios. Parts, from the bottom up:
 * measures.c, connection.c, packets.c, receiving.c, then the scenarios in flows.c, comings.c,
 * states.c and bystander.c.
 */
#include "mqload.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

options O = {.host = "127.0.0.1", .port = 1883, .n = 10, .size = 64, .v = 4, .conc = 64,
             .clients = 1, .m = 1000, .seconds = 5, .warmup = 1, .hold = 3, .rate = 5000,
             .timeout = 60, .keepalive = 600, .perpkt = 100, .prefix = "bench"};

static int skip_chain(X509_STORE_CTX *x, void *arg) { /* the client need not check the chain */
  (void)x, (void)arg;
  return 1;
}
static void usage(void) {
  fprintf(stderr,
          "usage: mqload SCENARIO [options]\n"
          "scenarios: pairs fanout fanin paced connect reconnect idle subs retained offline bystander\n"
          "  --host A --port P        broker (127.0.0.0/8 only)\n"
          "  --n N                    pairs / subscribers / publishers / connections / sessions\n"
          "  --qos Q --size B         QoS 0,1,2; payload bytes (>=16)\n"
          "  --window W --burst B     max outstanding per publisher; refill when B are free (W/4)\n"
          "  --v 4|5                  MQTT 3.1.1 or 5\n"
          "  --seconds S --warmup S   measured and unmeasured time\n"
          "  --rate R                 paced: total messages per second\n"
          "  --conc C                 simultaneous connection attempts\n"
          "  --m M                    filters / retained / messages per session\n"
          "  --clients K --pubs P     subs: subscribing and publishing clients\n"
          "  --perpkt K               subs: filters per SUBSCRIBE\n"
          "  --hold S                 idle: time to hold\n"
          "  --tls [--cert F --key F] TLS 1.3, with client certificate\n"
          "  --tls12                  TLS 1.2 instead\n"
          "  --kept                   subscribers keep their sessions\n"
          "  --split N                pairs of a broker with N shards live on different ones\n"
          "  --srcs K                 spread over K source addresses 127.1.x.y\n"
          "  --pid P[,P]              broker processes to account\n"
          "  --spin                   poll without sleeping\n"
          "  --keepalive S --timeout S --label L --prefix T\n");
  exit(1);
}
int main(int argc, char **argv) {
  if (argc < 2) usage();
  O.scen = argv[1];
  static const struct option lo[] = {
      {"host", 1, 0, 'h'}, {"port", 1, 0, 'p'}, {"n", 1, 0, 'n'}, {"qos", 1, 0, 'q'},
      {"size", 1, 0, 's'}, {"window", 1, 0, 'w'}, {"burst", 1, 0, 'b'}, {"v", 1, 0, 'v'},
      {"seconds", 1, 0, 't'}, {"warmup", 1, 0, 'u'}, {"rate", 1, 0, 'r'}, {"conc", 1, 0, 'c'},
      {"m", 1, 0, 'm'}, {"clients", 1, 0, 'k'}, {"pubs", 1, 0, 'P'}, {"perpkt", 1, 0, 'f'},
      {"hold", 1, 0, 'H'}, {"tls", 0, 0, 'T'}, {"cert", 1, 0, 'C'}, {"key", 1, 0, 'K'},
      {"srcs", 1, 0, 'S'}, {"pid", 1, 0, 'i'}, {"spin", 0, 0, 'x'}, {"keepalive", 1, 0, 'a'},
      {"timeout", 1, 0, 'o'}, {"label", 1, 0, 'l'}, {"prefix", 1, 0, 'R'}, {"kept", 0, 0, 'Z'},
      {"split", 1, 0, 'X'}, {"tls12", 0, 0, '2'}, {0, 0, 0, 0}};
  int o;
  optind = 2;
  while ((o = getopt_long(argc, argv, "", lo, 0)) != -1) switch (o) {
    case 'h': O.host = optarg; break;
    case 'p': O.port = atoi(optarg); break;
    case 'n': O.n = atoi(optarg); break;
    case 'q': O.qos = atoi(optarg); break;
    case 's': O.size = atoi(optarg); break;
    case 'w': O.window = atoi(optarg); break;
    case 'b': O.burst = atoi(optarg); break;
    case 'v': O.v = atoi(optarg); break;
    case 't': O.seconds = atof(optarg); break;
    case 'u': O.warmup = atof(optarg); break;
    case 'r': O.rate = atof(optarg); break;
    case 'c': O.conc = atoi(optarg); break;
    case 'm': O.m = atoi(optarg); break;
    case 'k': O.clients = atoi(optarg); break;
    case 'P': O.pubs = atoi(optarg); break;
    case 'f': O.perpkt = atoi(optarg); break;
    case 'H': O.hold = atof(optarg); break;
    case 'T': O.tls = 1; break;
    case 'C': O.cert = optarg; break;
    case 'K': O.key = optarg; break;
    case 'S': O.srcs = atoi(optarg); break;
    case 'i':
      for (char *s = strtok(optarg, ","); s && O.npids < 16; s = strtok(0, ","))
        O.pids[O.npids++] = atoi(s);
      break;
    case 'x': O.spin = 1; break;
    case 'Z': O.kept = 1; break;
    case 'X': O.split = atoi(optarg); break;
    case '2': O.tls12 = 1; break;
    case 'a': O.keepalive = atoi(optarg); break;
    case 'o': O.timeout = atof(optarg); break;
    case 'l': O.label = optarg; break;
    case 'R': O.prefix = optarg; break;
    default: usage();
    }
  if (O.size < 16 || O.size > 200000 || O.n < 1 || O.qos < 0 || O.qos > 2 || O.seconds > 600 ||
      O.hold > 600 || O.conc < 1 || O.conc > 4096 || (O.v != 4 && O.v != 5) ||
      O.split < 0 || O.split > 64 || strlen(O.prefix) > 16)
    die("bad option value");
  dst.sin_family = AF_INET;
  dst.sin_port = htons((u16)O.port);
  if (inet_pton(AF_INET, O.host, &dst.sin_addr) != 1 || (ntohl(dst.sin_addr.s_addr) >> 24) != 127)
    die("host must be in 127.0.0.0/8");
  signal(SIGPIPE, SIG_IGN);
  prctl(PR_SET_TIMERSLACK, 1, 0, 0, 0);
  struct rlimit rl = {1048576, 1048576};
  if (setrlimit(RLIMIT_NOFILE, &rl)) {
    getrlimit(RLIMIT_NOFILE, &rl);
    rl.rlim_cur = rl.rlim_max;
    setrlimit(RLIMIT_NOFILE, &rl);
  }
  rbuf = malloc(RB + 64);
  ep = epoll_create1(EPOLL_CLOEXEC);
  if (O.tls) {
    ctx = SSL_CTX_new(TLS_client_method());
    int version = O.tls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    SSL_CTX_set_min_proto_version(ctx, version);
    SSL_CTX_set_max_proto_version(ctx, version);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, 0);
    SSL_CTX_set_cert_verify_callback(ctx, skip_chain, 0);
    SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                              SSL_MODE_RELEASE_BUFFERS);
    if (O.cert && (SSL_CTX_use_certificate_chain_file(ctx, O.cert) != 1 ||
                   SSL_CTX_use_PrivateKey_file(ctx, O.key ? O.key : O.cert, SSL_FILETYPE_PEM) != 1))
      die("cannot load client certificate");
  }
  if (!strcmp(O.scen, "pairs")) s_pairs();
  else if (!strcmp(O.scen, "fanout")) s_fanout();
  else if (!strcmp(O.scen, "fanin")) s_fanin();
  else if (!strcmp(O.scen, "paced")) s_paced();
  else if (!strcmp(O.scen, "connect")) s_connect();
  else if (!strcmp(O.scen, "reconnect")) s_reconnect();
  else if (!strcmp(O.scen, "idle")) s_idle();
  else if (!strcmp(O.scen, "subs")) s_subs();
  else if (!strcmp(O.scen, "retained")) s_retained();
  else if (!strcmp(O.scen, "offline")) s_offline();
  else if (!strcmp(O.scen, "bystander")) s_bystander();
  else usage();
  fflush(stdout);
  _exit(n_bad || n_misroute ? 3 : 0);
}
