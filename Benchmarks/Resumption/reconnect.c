// Connects over TLS again and again and prints what that costs the broker, with sessions resumed or
// with full handshakes.
//
//   cc -O2 reconnect.c -o reconnect -lssl -lcrypto
//   reconnect --port 8883 --pid PID [--connects 4000] [--at-once 64] [--cert F --key F] [--full]
//             [--tls12]
//
// Each connection: TCP, TLS, CONNECT, CONNACK, DISCONNECT. Each of those at once is a client of its
// own with a session of its own, and comes back with the newest ticket it was given.
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { clients_max = 1024 };

enum step { idle, shaking_hands, awaiting_connack };

struct client {
    int socket, wants_write;
    enum step step;
    SSL *ssl;
    SSL_SESSION *session;
};

static struct client clients[clients_max];
static struct pollfd polled[clients_max];
static SSL_CTX *context;
static int port, pid, connects = 4000, at_once = 64, is_full, is_tls12;
static const char *certificate, *key;
static long started, finished, resumed, failed;

static void quit(const char *text) {
    fprintf(stderr, "%s\n", text);
    ERR_print_errors_fp(stderr);
    exit(1);
}

/// Seconds of user and system time that the broker has used.
static double broker_seconds(void) {
    char path[64], text[1024];
    unsigned long user, system;
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(text, sizeof text, file) == NULL) quit("no such broker process");
    fclose(file);
    sscanf(
        strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user,
        &system);
    return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/// Keeps the session that the server offers.
static int keep_session(SSL *ssl, SSL_SESSION *session) {
    struct client *client = SSL_get_app_data(ssl);
    if (is_full) return 0;
    SSL_SESSION_free(client->session);
    client->session = session;
    return 1;
}

static void start(struct client *client) {
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1;
    client->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(client->socket, (struct sockaddr *)&address, sizeof address) < 0) quit("connect");
    fcntl(client->socket, F_SETFL, O_NONBLOCK);
    setsockopt(client->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    client->ssl = SSL_new(context);
    SSL_set_app_data(client->ssl, client);
    SSL_set_fd(client->ssl, client->socket);
    SSL_set_connect_state(client->ssl);
    if (client->session != NULL) SSL_set_session(client->ssl, client->session);
    client->step = shaking_hands;
    client->wants_write = 0;
    started++;
}

static void end(struct client *client) {
    SSL_shutdown(client->ssl);
    ERR_clear_error();
    SSL_free(client->ssl);
    close(client->socket);
    client->step = idle;
}

/// Whether the call has come to its end; if it failed, the client is gone.
static int is_done(struct client *client, int result) {
    if (result > 0) return 1;
    int error = SSL_get_error(client->ssl, result);
    client->wants_write = error == SSL_ERROR_WANT_WRITE;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
    if (failed++ == 0) ERR_print_errors_fp(stderr);
    end(client);
    return 0;
}

static void go_on(struct client *client) {
    if (client->step == shaking_hands) {
        if (!is_done(client, SSL_do_handshake(client->ssl))) return;
        unsigned char packet[] = "\x10\x12\0\4MQTT\4\2\0\x3C\0\6c00000";
        for (int digit = 19, rest = (int)(client - clients); rest > 0; rest /= 10) {
            packet[digit--] = (unsigned char)('0' + rest % 10);
        }
        if (!is_done(client, SSL_write(client->ssl, packet, 20))) return;
        client->step = awaiting_connack;
    }
    if (client->step == awaiting_connack) {
        unsigned char answer[4];
        if (!is_done(client, SSL_read(client->ssl, answer, sizeof answer))) return;
        if (answer[0] != 0x20 || answer[3] != 0) failed++;
        resumed += SSL_session_reused(client->ssl);
        finished++;
        SSL_write(client->ssl, "\xE0\0", 2);
        end(client);
    }
}

/// Runs until so many connections more are over.
static void run(long count) {
    long last = started + count;
    for (int open = 1; open > 0;) {
        open = 0;
        for (int place = 0; place < at_once; place++) {
            if (clients[place].step == idle && started < last) {
                start(&clients[place]);
                go_on(&clients[place]);
            }
            if (clients[place].step == idle) continue;
            polled[open++] = (struct pollfd){
                .fd = clients[place].socket,
                .events = clients[place].wants_write ? POLLOUT : POLLIN};
        }
        if (open == 0 && started >= last) break;
        if (open > 0 && poll(polled, (nfds_t)open, 10000) <= 0) quit("the broker does not answer");
        for (int place = 0, next = 0; place < at_once; place++) {
            if (clients[place].step == idle) continue;
            if (next < open && polled[next].fd == clients[place].socket) {
                if (polled[next].revents) go_on(&clients[place]);
                next++;
            }
        }
        if (open == 0) open = 1;
    }
}

static void read_options(int count, char **words) {
    for (int place = 1; place < count; place++) {
        const char *word = words[place], *next = place + 1 < count ? words[place + 1] : "0";
        if (!strcmp(word, "--full")) { is_full = 1; continue; }
        if (!strcmp(word, "--tls12")) { is_tls12 = 1; continue; }
        place++;
        if (!strcmp(word, "--port")) port = atoi(next);
        else if (!strcmp(word, "--pid")) pid = atoi(next);
        else if (!strcmp(word, "--connects")) connects = atoi(next);
        else if (!strcmp(word, "--at-once")) at_once = atoi(next);
        else if (!strcmp(word, "--cert")) certificate = next;
        else if (!strcmp(word, "--key")) key = next;
        else quit("what is that option?");
    }
    if (at_once < 1 || at_once > clients_max || port == 0 || pid == 0) quit("--port, --pid");
}

int main(int count, char **words) {
    read_options(count, words);
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_session_cache_mode(
        context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL_STORE);
    SSL_CTX_sess_set_new_cb(context, keep_session);
    if (is_tls12) {
        SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
        SSL_CTX_set_cipher_list(context, "ECDHE-ECDSA-AES128-GCM-SHA256");
    }
    if (certificate != NULL
        && (SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) != 1
            || SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)) {
        quit("the certificate or key cannot be used");
    }
    run(at_once);  // everybody gets a session
    started = finished = resumed = 0;
    double cpu = broker_seconds(), begun = now();
    run(connects);
    cpu = broker_seconds() - cpu;
    printf(
        "{\"connections\":%ld,\"resumed\":%ld,\"failed\":%ld,\"rate\":%.0f,\"broker_cpu_s\":%.2f,"
        "\"connections_per_cpu_s\":%.0f}\n",
        finished, resumed, failed, (double)finished / (now() - begun), cpu,
        cpu > 0 ? (double)finished / cpu : 0);
    return failed > 0;
}
